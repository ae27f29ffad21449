package org.savealife.stream.kcl;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.savealife.platform.dynamodb.DynamoDbClients;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.StopSignal;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamLog;
import org.savealife.stream.parked.ParkedRecordRepository;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Looks up the stream of the main table, prepares its lease tables, and makes the scheduler that reads it. */
@ApplicationScoped
class SchedulerFactory {

    private final Tables tables;
    private final DynamoDbClients clients;
    private final DynamoDbClient client;
    private final DynamoDbAsyncClient asyncClient;
    private final DynamoDbStreamsClient streamsClient;
    private final StreamListeners listeners;
    private final ParkedRecordRepository parked;
    private final StreamLog log;
    private final Clock clock;
    private final StreamSettings settings;

    @Inject
    SchedulerFactory(
            Tables tables,
            DynamoDbClients clients,
            DynamoDbClient client,
            DynamoDbAsyncClient asyncClient,
            DynamoDbStreamsClient streamsClient,
            StreamListeners listeners,
            ParkedRecordRepository parked,
            StreamLog log,
            Clock clock,
            StreamSettings settings) {
        this.tables = tables;
        this.clients = clients;
        this.client = client;
        this.asyncClient = asyncClient;
        this.streamsClient = streamsClient;
        this.listeners = listeners;
        this.parked = parked;
        this.log = log;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Opens the stream. Nothing is read before the scheduler runs.
     *
     * @param tasks runs the work of the scheduler
     * @param stop ends the handling of records
     * @param onRead called after each read of a shard
     * @param onBrokenShard called with the cause when a shard cannot be read on; reading must start again then,
     *     unless the cause stays
     * @throws IllegalStateException if the table has no stream
     * @throws software.amazon.awssdk.core.exception.SdkException if the database does not answer
     */
    OpenStream open(
            String worker, ExecutorService tasks, StopSignal stop, Runnable onRead, Consumer<Throwable> onBrokenShard) {
        var table = describeTable();
        // A label is an ISO local date-time, and names of tables cannot contain colons
        var application = tables.main() + "-stream-" + table.latestStreamLabel().replace(':', '-');
        var leases = new LeaseTables(client, streamsClient, application);
        if (tables.mayCreate()) {
            leases.prepare(table.latestStreamArn());
        }
        // Otherwise the shards would wait some seconds until the leader looks again
        leases.takeOver(worker, owner -> owner.isEmpty() || WorkerName.hasEndedHere(owner));
        var peers = new PeerWorkers(() -> leases.ofOthers(table.latestStreamArn(), worker));
        var sleepTime = new StreamSleepTimeController(settings.idlePoll(), clock);
        var scheduler = StreamScheduler.of(
                settings(application, worker, table),
                sleepTime,
                streamsClient,
                asyncClient,
                () -> new ShardProcessor(
                        new RecordHandler(listeners, parked, log, stop, RecordHandler.BACK_OFF),
                        clock,
                        sleepTime::hurriedAt,
                        onRead,
                        () -> leases.takeOver(worker, String::isEmpty),
                        onBrokenShard),
                tasks);
        return new OpenStream(scheduler, sleepTime, leases, peers);
    }

    private TableDescription describeTable() {
        var table = client.describeTable(describe -> describe.tableName(tables.main()))
                .table();
        if (table.latestStreamArn() == null) {
            throw new IllegalStateException("The table \"" + tables.main()
                    + "\" has no stream. Switch one on, with new and old images (docker/aws has the template).");
        }
        return table;
    }

    private StreamScheduler.Settings settings(String application, String worker, TableDescription table) {
        return new StreamScheduler.Settings(
                application,
                worker,
                clients.adapterArn(table.latestStreamArn()),
                clients.region(),
                settings.poll(),
                settings.takeOver(),
                StreamScheduler.Intervals.STANDARD);
    }
}
