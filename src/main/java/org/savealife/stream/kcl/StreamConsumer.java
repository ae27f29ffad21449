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
 * Reads the stream of the main table while the application runs, on nodes whose role is {@code worker} or {@code all}.
 * Every record reaches the {@link org.savealife.stream.StreamListener}s that accept it at least once, in order for each
 * item, starting with the oldest record in the stream (24 hours). The verdicts are in the {@link StreamLog}.
 *
 * <p>Life cycle: when the tables are there, a thread looks up the stream and runs a {@link StreamScheduler}, which
 * shares the shards with the other nodes by leases. If it ends before the application does, because the database was
 * unavailable or a shard could not be read, it is started again after a pause, at the last checkpoints. If a class
 * cannot be linked, the process gives up, because only a restart can change that ({@link #hasFailed}). When the
 * application stops, each shard completes its current record, saves its checkpoint and is released, and another node
 * continues there. The shards of a killed node are taken over as soon as another node learns of it ({@link #takeOver});
 * the library itself does so only after {@code savealife.stream.take-over-millis}.
 *
 * <p>Leases and checkpoints are in three tables whose names begin with {@code <table>-stream-<label>}. The label is
 * that of the stream, so the stream of a new table is read from its beginning. If {@code savealife.create-tables} is
 * true, they are prepared for a quick start. Otherwise, the Kinesis Client Library creates them. This process then
 * needs the permissions {@code CreateTable}, {@code UpdateTable}, {@code DescribeTable}, {@code Scan}, {@code Query}
 * and those for single items on tables of that name, and {@code DescribeStream}, {@code GetShardIterator} and
 * {@code GetRecords} on the stream.
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
    private volatile boolean failed;

    @Inject
    public StreamConsumer(
            ProcessRole role,
            Tables tables,
            SchedulerFactory schedulers,
            StreamLog log,
            OwnWriteInterceptor ownWrites) {
        this.role = role;
        this.tables = tables;
        this.schedulers = schedulers;
        this.log = log;
        this.ownWrites = ownWrites;
    }

    /** Who reads the stream, as far as this process knows. */
    public enum Reader {
        /** This process reads it, or has read it and still has its leases. */
        THIS_PROCESS,
        /** Other processes read all shards; this one takes over when one of them ends. */
        ANOTHER_PROCESS,
        /** Nobody yet, as far as this process knows. */
        NOBODY,
        /** This process has given up, see {@link #hasFailed}. */
        FAILED,
        /** This is a web node, which does not read. */
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
        stream.ifPresent(this::giveUp);
        libraryLog.uninstall();
    }

    private void giveUp(OpenStream open) {
        awaitStop(open.scheduler());
        release(open.leases());
    }

    private void release(LeaseTables leases) {
        try {
            leases.release(worker);
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The shards of this process could not be released: {0}",
                    away.getMessage());
        }
    }

    /** Reads at once if shards are read here, because something has been written. Does not block. */
    public void hurry() {
        stream.map(OpenStream::sleepTime).ifPresent(StreamSleepTimeController::hurry);
    }

    /** The name under which this process reads the stream; another one after each start. */
    public String worker() {
        return worker;
    }

    /** Remembers which readers have given a sign of life, by their {@link #worker}: their shards are being read. */
    public void note(Set<String> readers) {
        alive = Set.copyOf(readers);
    }

    /**
     * Takes over the shards of readers that are gone, which are read again within some seconds. Repeatable. A reader
     * that is not gone after all keeps the leases that it renews.
     *
     * @param isGone whether a {@link #worker} is gone, or "" for shards without a reader
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

    /** Whether this process reads the stream: false on a web node, and until it has started. */
    public boolean isReading() {
        return !failed
                && stream.map(OpenStream::scheduler)
                        .filter(StreamScheduler::isRunning)
                        .isPresent();
    }

    /**
     * Whether this process has given up reading the stream, because a class is missing or cannot be initialised. Only a
     * restart can change that. Its shards are released.
     */
    public boolean hasFailed() {
        return failed;
    }

    /**
     * Who reads the stream. Once that is known, it stays so while {@link #isReading}: if the other process ends, the
     * Kinesis Client Library of this process takes over by itself.
     *
     * @throws SdkException if the database does not answer, while it is not known yet
     */
    public Reader reader() {
        if (!role.isWorker()) {
            return Reader.NOT_ASKED;
        }
        if (failed) {
            return Reader.FAILED;
        }
        if (!isReading()) {
            return Reader.NOBODY;
        }
        if (hasRead) {
            return Reader.THIS_PROCESS;
        }
        return stream.filter(open -> open.peers().areSeen(alive, System.nanoTime()))
                        .isPresent()
                ? Reader.ANOTHER_PROCESS
                : Reader.NOBODY;
    }

    /** The lag of the last record: from the change of the item to the verdict. Empty before the first record. */
    public Optional<Duration> lag() {
        return log.lag();
    }

    /** Reads until the application stops, or until this process has {@linkplain #hasFailed failed}. */
    void readUntilStopped() {
        var tasks = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        var backOff = BACK_OFF;
        try {
            read(tasks);
            while (!failed && stop.pause(backOff.pause())) {
                backOff = backOff.next();
                read(tasks);
            }
            if (failed) {
                stream.ifPresent(this::giveUp);
            }
        } finally {
            tasks.shutdown();
        }
    }

    private void read(ExecutorService tasks) {
        try {
            var next = schedulers.open(worker, tasks, stop, () -> hasRead = true, this::breakOff);
            hasRead = false;
            stream = Optional.of(next);
            if (!stop.isRaised()) {
                next.scheduler().run();
            }
            if (!stop.isRaised() && !failed) {
                LOG.log(System.Logger.Level.WARNING, "Reading the stream broke off, starting again.");
            }
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The stream cannot be looked up, trying again: {0}",
                    away.getMessage());
        } catch (LinkageError lacking) {
            fail(lacking);
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.ERROR, "The stream cannot be read, trying again.", broken);
        }
    }

    /** A class that could not be linked stays so for as long as the JVM lives (JVMS 5.4.3, 5.5). */
    private void fail(LinkageError lacking) {
        if (!stop.isRaised()) {
            failed = true;
            LOG.log(System.Logger.Level.ERROR, "The stream cannot be read. Fix the cause and restart.", lacking);
        }
    }

    /** Ends reading, which then starts again unless it has failed. */
    private void breakOff(Throwable cause) {
        if (cause instanceof LinkageError lacking) {
            fail(lacking);
        }
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
                    "Reading the stream did not end in time. Unfinished batches are read again: {0}",
                    FailureSummary.kinds(unclean));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
