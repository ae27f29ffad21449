package org.savealife.stream.kcl;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.OwnWriteInterceptor;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.BackOff;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StopSignal;
import org.savealife.stream.StreamLog;
import software.amazon.awssdk.core.exception.SdkException;

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

    private final ProcessRole role;
    private final Tables tables;
    private final SchedulerFactory schedulers;
    private final StreamLog log;
    private final OwnWriteInterceptor ownWrites;

    @Resource(lookup = THREADS)
    ManagedThreadFactory threads;

    private final KclLogFilter libraryLog = new KclLogFilter();
    private final StopSignal stop = new StopSignal();
    private final String worker = WorkerName.next();
    private volatile Optional<OpenStream> stream = Optional.empty();
    private volatile Set<String> alive = Set.of();
    private volatile boolean hasRead;

    @Inject
    public StreamConsumer(
            ProcessRole role, Tables tables, SchedulerFactory schedulers, StreamLog log, OwnWriteInterceptor ownWrites) {
        this.role = role;
        this.tables = tables;
        this.schedulers = schedulers;
        this.log = log;
        this.ownWrites = ownWrites;
    }

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
        stream.ifPresent(open -> {
            awaitStop(open.scheduler());
            release(open.leases());
        });
        libraryLog.uninstall();
    }

    private void release(LeaseTables leases) {
        try {
            leases.release(worker);
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The shards that were read here could not be given back: {0}",
                    away.getMessage());
        }
    }

    /** Reads now instead of at the next turn, where shards are read here: something has been written. Returns at once. */
    public void hurry() {
        stream.map(OpenStream::sleepTime).ifPresent(StreamSleepTimeController::hurry);
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
        var open = stream;
        if (!isReading() || open.isEmpty()) {
            return false;
        }
        open.get().leases().takeOver(worker, isGone);
        return true;
    }

    /** Whether the stream is being read here: false on a web node, and while the start is tried again. */
    public boolean isReading() {
        return stream.map(OpenStream::scheduler)
                .filter(StreamScheduler::isRunning)
                .isPresent();
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
        return stream.filter(open -> open.peers().areSeen(alive, System.nanoTime())).isPresent()
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
            var next = schedulers.open(worker, tasks, stop, () -> hasRead = true, this::startAgain);
            hasRead = false;
            stream = Optional.of(next);
            if (!stop.isRaised()) {
                next.scheduler().run();
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

    private void startAgain() {
        stream.ifPresent(open -> {
            var unused = open.scheduler().stop();
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
