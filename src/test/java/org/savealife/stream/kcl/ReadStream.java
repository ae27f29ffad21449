package org.savealife.stream.kcl;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.savealife.platform.dynamodb.TestClients;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.StopSignal;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamLog;
import org.savealife.stream.StreamRecord;
import software.amazon.awssdk.regions.Region;

/**
 * The stream of the main table, read by the Kinesis Client Library with the application's settings, without the
 * application.
 */
final class ReadStream implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StreamListeners listeners = new StreamListeners(List.of(new Everything()));
    private final TestClients clients;
    private final LeaseTables leases;
    private final StreamSleepTimeController pace;
    private final StreamScheduler scheduler;
    private final List<String> read = new CopyOnWriteArrayList<>();
    private volatile boolean hasRead;

    private ReadStream(
            TestTables tables,
            URI endpoint,
            String worker,
            Duration idle,
            Duration takeOver,
            StreamScheduler.Intervals least) {
        clients = new TestClients(endpoint);
        var application = application(tables);
        leases = new LeaseTables(clients.client(), clients.streamsClient(), application);
        leases.prepare(arn(tables));
        leases.takeOver(worker, String::isEmpty);
        pace = new StreamSleepTimeController(idle, Clock.systemUTC());
        var log = new StreamLog(Clock.systemUTC());
        scheduler = StreamScheduler.of(
                new StreamScheduler.Settings(
                        application,
                        worker,
                        arn(tables).replace(":ddblocal:", ":eu-west-1:"),
                        Region.EU_WEST_1,
                        Duration.ofMillis(100),
                        takeOver,
                        least),
                pace,
                clients.streamsClient(),
                clients.asyncClient(),
                () -> new ShardProcessor(
                        new RecordHandler(listeners, new NoParking(), log, new StopSignal(), RecordHandler.BACK_OFF),
                        Clock.systemUTC(),
                        pace::hurriedAt,
                        () -> hasRead = true,
                        () -> leases.takeOver(worker, String::isEmpty),
                        broken -> {}),
                threads);
        threads.execute(scheduler::run);
    }

    /**
     * Begins to read.
     *
     * @param times factor by which all times are shorter than in the application, except those between reads
     */
    static ReadStream start(
            TestTables tables, URI endpoint, String worker, Duration idle, Duration takeOver, int times) {
        var least = StreamScheduler.Intervals.STANDARD;
        return new ReadStream(
                tables,
                endpoint,
                worker,
                idle,
                takeOver.dividedBy(times),
                new StreamScheduler.Intervals(
                        least.assignment().dividedBy(times),
                        least.report().dividedBy(times),
                        least.lead().dividedBy(times),
                        least.audit().dividedBy(times)));
    }

    static String arn(TestTables tables) {
        return tables.client()
                .describeTable(describe -> describe.tableName(tables.tables().main()))
                .table()
                .latestStreamArn();
    }

    static String application(TestTables tables) {
        return tables.tables().main() + "-stream-test";
    }

    /** The subjects of the records, in their order. */
    List<String> ids() {
        return read;
    }

    boolean hasRead() {
        return hasRead;
    }

    boolean isRunning() {
        return scheduler.isRunning();
    }

    StreamSleepTimeController pace() {
        return pace;
    }

    LeaseTables leases() {
        return leases;
    }

    TestClients clients() {
        return clients;
    }

    @Override
    public void close() {
        try {
            scheduler.stop().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException unclean) {
            throw new IllegalStateException(unclean);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        clients.close();
    }

    private final class Everything implements StreamListener {

        @Override
        public boolean accepts(StreamRecord record) {
            return true;
        }

        @Override
        public void handle(StreamRecord record) {
            read.add(record.id());
        }
    }
}
