package org.savealife.stream.kcl;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.savealife.stream.FailureSummary;

/**
 * Passes warnings of the Kinesis Client Library and its dependencies to the log of this class: in one line, without the
 * stack trace, and each message once a minute. Otherwise they log a dozen stack traces a second while the database is
 * unavailable. Messages of lower levels are not logged at all.
 *
 * <p>It is set here instead of in a file, because Payara Micro accepts only one logging file, which belongs to the
 * operator. It works while this object is referenced: java.util.logging forgets the settings of a logger that nobody
 * references.
 */
final class KclLogFilter extends Handler {

    private static final System.Logger LOG = System.getLogger(KclLogFilter.class.getName());

    private static final Duration QUIET = Duration.ofMinutes(1);

    /** Two messages are the same if so many characters at their beginning are equal. */
    private static final int SAME = 40;

    /** Warns at every start that leases have no owner yet. */
    private static final String ASSIGNMENT = "software.amazon.kinesis.coordinator.assignment.LeaseAssignmentManager";

    /** Warns at every start that it corrects settings which are already right. */
    private static final String SETTINGS = "com.amazonaws.services.dynamodbv2.streamsadapter.StreamsSchedulerFactory";

    /** Warns of missing hash ranges, which the shards of a table's stream do not have. */
    private static final String SHARD_SYNC = "software.amazon.kinesis.coordinator.PeriodicShardSyncManager";

    private final List<Logger> families =
            List.of(Logger.getLogger("software.amazon.kinesis"), Logger.getLogger("com.amazonaws.services.dynamodbv2"));
    private final Map<Logger, Level> quieter = Map.of(
            Logger.getLogger(ASSIGNMENT), Level.SEVERE,
            Logger.getLogger(SETTINGS), Level.SEVERE,
            Logger.getLogger(SHARD_SYNC), Level.OFF);
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    void install() {
        families.forEach(family -> {
            family.setLevel(Level.WARNING);
            family.setUseParentHandlers(false);
            family.addHandler(this);
        });
        quieter.forEach(Logger::setLevel);
    }

    /** Restores the loggers, which outlive the application. */
    void uninstall() {
        families.forEach(family -> {
            family.removeHandler(this);
            family.setUseParentHandlers(true);
        });
    }

    @Override
    public void publish(LogRecord said) {
        if (isNew(said)) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", simpleName(said.getLoggerName()), text(said));
        }
    }

    @Override
    public void flush() {
        // Nothing is buffered
    }

    @Override
    public void close() {
        // Nothing is open
    }

    /** Compares only the beginning, because messages contain times and tokens further on. */
    private boolean isNew(LogRecord said) {
        var message = String.valueOf(said.getMessage());
        var thing = said.getLoggerName() + message.substring(0, Math.min(message.length(), SAME)) + kinds(said);
        var now = said.getInstant();
        written.values().removeIf(before -> before.isBefore(now.minus(QUIET)));
        return written.putIfAbsent(thing, now) == null;
    }

    private static String text(LogRecord said) {
        var kinds = kinds(said);
        return kinds.isEmpty() ? said.getMessage() : said.getMessage() + " " + kinds;
    }

    private static String kinds(LogRecord said) {
        return said.getThrown() == null ? "" : "(" + FailureSummary.kinds(said.getThrown()) + ")";
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
