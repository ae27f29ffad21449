package org.savealife.stream.kcl;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.platform.ProcessInfo;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.DynamoDbClients;
import org.savealife.platform.dynamodb.OwnWriteInterceptor;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.stream.BackOff;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.StopSignal;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamLog;
import org.savealife.stream.parked.ParkedRecordRepository;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads the stream of the main table for as long as the application runs, on nodes whose role is {@code worker} or
 * {@code all}. Every record reaches the {@link org.savealife.stream.StreamListener}s that accept it at least once, oldest first for each
 * item, starting with the oldest one in the stream (24 hours); what became of it is in the {@link StreamLog}.
 *
 * <p>Life cycle: once the tables are there, a thread of its own looks up the stream and runs a {@link StreamScheduler},
 * which leases shards together with the other nodes. If that ends before the application does, since the database was
 * away or a shard could not be read on, it is started again after a while, at the last checkpoints. When the
 * application stops, each shard finishes the record at hand, saves its checkpoint and is given back, and another node goes on
 * there. What a node had that was killed another one takes as soon as it hears of it ({@link #takeOver}); by itself the library takes
 * it after {@code savealife.stream.take-over-millis}.
 *
 * <p>Leases and checkpoints are kept in three tables whose names begin with {@code <table>-stream-<label>}; the label
 * is the stream's, so that a table that is made anew is read anew. Where {@code savealife.create-tables} is true they
 * are prepared for a quick start. Elsewhere the Kinesis Client Library makes them: this process then needs {@code
 * CreateTable}, {@code UpdateTable}, {@code DescribeTable}, {@code Scan}, {@code Query} and the calls on single items
 * for tables of that name, and {@code DescribeStream}, {@code GetShardIterator} and {@code GetRecords} for the stream.
 */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = StreamConsumer.THREADS)
public class StreamConsumer {

    static final String THREADS = "java:app/savealife/StreamThreads";

    private static final System.Logger LOG = System.getLogger(StreamConsumer.class.getName());

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final long IDLE_THREAD_SECONDS = 60;

    /** Between the parts of a worker's name, none of which has one. */
    private static final String SEPARATOR = "/";

    @Inject
    ProcessRole role;

    @Inject
    Tables tables;

    @Inject
    DynamoDbClients dynamoDb;

    @Inject
    DynamoDbClient client;

    @Inject
    DynamoDbAsyncClient asyncClient;

    @Inject
    DynamoDbStreamsClient streamsClient;

    @Inject
    StreamListeners listeners;

    @Inject
    ParkedRecordRepository parked;

    @Inject
    StreamLog log;

    @Inject
    OwnWriteInterceptor ownWrites;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "savealife.stream.poll-millis")
    long pollMillis;

    @Inject
    @ConfigProperty(name = "savealife.stream.idle-poll-millis")
    long idlePollMillis;

    @Inject
    @ConfigProperty(name = "savealife.stream.take-over-millis")
    long takeOverMillis;

    @Resource(lookup = THREADS)
    ManagedThreadFactory threads;

    private final KclLogFilter libraryLog = new KclLogFilter();
    private final StopSignal stop = new StopSignal();
    private final String worker = String.join(
            SEPARATOR,
            ProcessInfo.host(),
            Long.toString(ProcessHandle.current().pid()),
            UUID.randomUUID().toString());
    private volatile Optional<StreamScheduler> scheduler = Optional.empty();
    private volatile Optional<StreamSleepTimeController> pace = Optional.empty();
    private volatile Optional<LeaseTables> leases = Optional.empty();
    private volatile Optional<PeerWorkers> others = Optional.empty();
    private volatile Set<String> alive = Set.of();
    private volatile boolean hasRead;

    /** Who reads the stream, as far as a process knows. */
    public enum Reader {
        /** This process does, or did and keeps up with the leases. */
        THIS_PROCESS,
        /** All shards are with other processes; this one takes over where one goes. */
        ANOTHER_PROCESS,
        /** Nobody yet, or nobody that this process knows of. */
        NOBODY,
        /** This process has no part in it: it is a web node. */
        NOT_ASKED;

        /** {@code this process} and so on. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            libraryLog.install();
            ownWrites.tell(this::hurry);
            tables.whenReady(
                    "the stream",
                    () -> threads.newThread(this::readUntilStopped).start());
        }
    }

    /** Before the context is destroyed, while the database clients still work. */
    void onStop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        stop.raise();
        scheduler.ifPresent(StreamConsumer::awaitStop);
        leases.ifPresent(this::release);
        libraryLog.uninstall();
    }

    private void release(LeaseTables tables) {
        try {
            tables.release(worker);
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The shards that were read here could not be given back: {0}",
                    away.getMessage());
        }
    }

    /** Reads now instead of at the next turn, where shards are read here: something has been written. Returns at once. */
    public void hurry() {
        pace.ifPresent(StreamSleepTimeController::hurry);
    }

    /** By which others know this process as a reader of the stream; another text for each start of a process. */
    public String worker() {
        return worker;
    }

    /** Takes note of those who have given a sign of life, each by its {@link #worker}: what they have of the stream is read. */
    public void note(Set<String> readers) {
        alive = Set.copyOf(readers);
    }

    /**
     * Takes what readers of the stream have that are gone: reading goes on there within some seconds. Repeatable; what a reader
     * renews that is not gone after all stays its own.
     *
     * @param isGone tells by a {@link #worker}, or "" for shards that nobody reads
     * @return whether it was possible: not before this process reads
     * @throws SdkException if the database does not answer
     */
    public boolean takeOver(Predicate<String> isGone) {
        if (!isReading() || leases.isEmpty()) {
            return false;
        }
        leases.get().takeOver(worker, isGone);
        return true;
    }

    /** One of this machine whose process is not there any more, or was one before this, as in a container. */
    private static boolean hasEndedHere(String worker) {
        var parts = worker.split(SEPARATOR, 3);
        if (parts.length < 3 || !parts[0].equals(ProcessInfo.host())) {
            return false;
        }
        var pid = Long.parseLong(parts[1]);
        return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
    }

    /** Whether the stream is being read here: false on a web node, and while the start is tried again. */
    public boolean isReading() {
        return scheduler.filter(StreamScheduler::isRunning).isPresent();
    }

    /**
     * Who reads the stream, so that a donation announced now is seen at once. Once that is known it stays so for as long as
     * {@link #isReading}: where another process goes, the Kinesis Client Library of this one takes over by itself.
     *
     * @throws SdkException if the database does not answer, while it is not known yet
     */
    public Reader reader() {
        if (!role.isWorker()) {
            return Reader.NOT_ASKED;
        }
        if (!isReading()) {
            return Reader.NOBODY;
        }
        if (hasRead) {
            return Reader.THIS_PROCESS;
        }
        return others.filter(found -> found.areSeen(alive, System.nanoTime())).isPresent()
                ? Reader.ANOTHER_PROCESS
                : Reader.NOBODY;
    }

    /** From the change of an item to the verdict on it, for the record read last; nothing before the first one. */
    public Optional<Duration> lag() {
        return log.lag();
    }

    private void readUntilStopped() {
        var tasks = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        var backOff = BACK_OFF;
        read(tasks);
        while (stop.pause(backOff.pause())) {
            backOff = backOff.next();
            read(tasks);
        }
        tasks.shutdown();
    }

    private void read(ExecutorService tasks) {
        try {
            var next = newScheduler(tasks);
            scheduler = Optional.of(next);
            if (!stop.isRaised()) {
                next.run();
            }
            if (!stop.isRaised()) {
                LOG.log(System.Logger.Level.WARNING, "Reading the stream broke off, starting again.");
            }
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The stream cannot be looked up, trying again: {0}",
                    away.getMessage());
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.ERROR, "The stream cannot be read, trying again.", broken);
        }
    }

    private StreamScheduler newScheduler(ExecutorService tasks) {
        var table = client.describeTable(describe -> describe.tableName(tables.main()))
                .table();
        if (table.latestStreamArn() == null) {
            throw new IllegalStateException("The table \"" + tables.main()
                    + "\" has no stream. Switch one on, with new and old images (docker/aws has the template).");
        }
        // A label is an ISO local date-time; a table's name takes no colons
        var application = tables.main() + "-stream-" + table.latestStreamLabel().replace(':', '-');
        var found = new LeaseTables(client, streamsClient, application);
        if (tables.mayCreate()) {
            found.prepare(table.latestStreamArn());
        }
        // Else it waits until whoever leads looks again, some seconds
        found.takeOver(worker, owner -> owner.isEmpty() || hasEndedHere(owner));
        hasRead = false;
        others = Optional.of(new PeerWorkers(() -> found.ofOthers(table.latestStreamArn(), worker)));
        leases = Optional.of(found);
        var paced = new StreamSleepTimeController(Duration.ofMillis(idlePollMillis), clock);
        pace = Optional.of(paced);
        var region = dynamoDb.region();
        return StreamScheduler.of(
                new StreamScheduler.Settings(
                        application,
                        worker,
                        table.latestStreamArn().replace(":ddblocal:", ":" + region.id() + ":"),
                        region,
                        Duration.ofMillis(pollMillis),
                        Duration.ofMillis(takeOverMillis),
                        StreamScheduler.Intervals.STANDARD),
                paced,
                streamsClient,
                asyncClient,
                () -> new ShardProcessor(
                        new RecordHandler(listeners, parked, log, stop, RecordHandler.BACK_OFF),
                        clock,
                        paced::hurriedAt,
                        () -> hasRead = true,
                        () -> found.takeOver(worker, String::isEmpty),
                        this::startAgain),
                tasks);
    }

    private void startAgain() {
        scheduler.ifPresent(running -> {
            var unused = running.stop();
        });
    }

    private static void awaitStop(StreamScheduler scheduler) {
        try {
            scheduler.stop().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unclean) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Reading the stream did not end in time. What was under way is read again: {0}",
                    FailureSummary.kinds(unclean));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
