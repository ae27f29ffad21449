package org.savealife.platform.logging;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prevents strangers from filling the log: the server logs some 30 lines for each address that it cannot decode, and
 * for each client that disconnects. Of similar warnings and errors from code that is not ours, one passes each minute,
 * and the next one is preceded by the number of those left out. Our own lines all pass. Two lines are similar if they
 * come from the same logger and their texts differ only in numbers and addresses of objects.
 */
public final class LogFloodFilter implements Filter {

    private static final System.Logger LOG = System.getLogger(LogFloodFilter.class.getName());

    private static final String OURS = "org.savealife.";
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Pattern DETAIL = Pattern.compile("@[0-9a-f]++|[0-9]++");
    private static final int KEY_CHARACTERS = 80;
    private static final int KINDS = 200;

    private final LongSupplier nanos;
    private final @Nullable Filter next;

    /** For each kind, when one last passed and how many were left out since; the longest ago comes first. */
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    private WeakReference<@Nullable LogRecord> last = new WeakReference<>(null);
    private boolean lastPassed;

    private record Kind(long passed, int leftOut) {}

    /** @param nanos the clock, as {@link System#nanoTime} */
    LogFloodFilter(LongSupplier nanos, @Nullable Filter next) {
        this.nanos = nanos;
        this.next = next;
    }

    /** Installs it on all handlers of the server, in front of the filters that they have. */
    public static void install() {
        for (var handler : Logger.getLogger("").getHandlers()) {
            if (!isInstalled(handler)) {
                handler.setFilter(new LogFloodFilter(System::nanoTime, handler.getFilter()));
            }
        }
    }

    /** Whether an earlier deployment, with classes of its own, has installed it. */
    private static boolean isInstalled(Handler handler) {
        return handler.getFilter() != null
                && handler.getFilter().getClass().getName().equals(LogFloodFilter.class.getName());
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        return (next == null || next.isLoggable(record)) && (isFree(record) || passes(record));
    }

    private static boolean isFree(LogRecord record) {
        return record.getLevel().intValue() < Level.WARNING.intValue()
                || Objects.requireNonNullElse(record.getLoggerName(), "").startsWith(OURS);
    }

    private boolean passes(LogRecord record) {
        int leftOut;
        synchronized (this) {
            if (last.get() == record) {
                return lastPassed;
            }
            last = new WeakReference<>(record);
            var kind = kind(record);
            var now = nanos.getAsLong();
            var known = kinds.get(kind);
            if (known != null && now - known.passed() < PERIOD.toNanos()) {
                kinds.put(kind, new Kind(known.passed(), known.leftOut() + 1));
                lastPassed = false;
                return false;
            }
            kinds.remove(kind);
            kinds.put(kind, new Kind(now, 0));
            if (kinds.size() > KINDS) {
                kinds.remove(kinds.keySet().iterator().next());
            }
            lastPassed = true;
            leftOut = known == null ? 0 : known.leftOut();
        }
        if (leftOut > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} more like the next of {1} were left out.",
                    leftOut,
                    record.getLoggerName());
        }
        return true;
    }

    private static String kind(LogRecord record) {
        var text = Objects.requireNonNullElse(record.getMessage(), "");
        var thrown =
                record.getThrown() == null ? "" : record.getThrown().getClass().getName();
        var start = text.substring(0, Math.min(KEY_CHARACTERS, text.length()));
        return record.getLoggerName() + " " + thrown + " "
                + DETAIL.matcher(start).replaceAll("#");
    }
}
