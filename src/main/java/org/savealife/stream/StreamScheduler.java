package org.savealife.stream;

import com.amazonaws.services.dynamodbv2.streamsadapter.AmazonDynamoDBStreamsAdapterClient;
import com.amazonaws.services.dynamodbv2.streamsadapter.StreamsSchedulerFactory;
import com.amazonaws.services.dynamodbv2.streamsadapter.polling.DynamoDBStreamsPollingConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.SchedulerCoordinatorFactory;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener.WorkerState;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;

/**
 * The Kinesis Client Library (3.3.0) with the DynamoDB Streams adapter (2.0.1), set up for one stream: from the oldest
 * record on, parents before children, leases shared with the other nodes, nothing sent to CloudWatch. Runs once.
 *
 * <p>The library's defaults are for Kinesis: half a minute to start, three to take over from a dead node. What is set
 * here brings that to seconds, each with its reason. Tasks run on the executor given; the library keeps threads of its
 * own for leases and for fetching ahead.
 */
final class StreamScheduler {

    /**
     * Which stream, and how fast.
     *
     * @param application names the leases: nodes with the same name share the stream
     * @param worker names this node
     * @param arn of the stream, in a real region
     * @param pollInterval from one read of a shard to the next; twice that while it is quiet
     * @param takeOver after which the shards of a node that is gone go to another one
     */
    record Settings(
            String application, String worker, String arn, Region region, Duration pollInterval, Duration takeOver) {}

    private static final Duration PARENT_POLL = Duration.ofSeconds(1);
    private static final Duration DISPATCH = Duration.ofMillis(200);
    private static final Duration AUDIT = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final ExecutorService tasks;
    private final AtomicReference<WorkerState> state;
    private Optional<Future<Boolean>> stopping = Optional.empty();

    private StreamScheduler(Scheduler scheduler, ExecutorService tasks, AtomicReference<WorkerState> state) {
        this.scheduler = scheduler;
        this.tasks = tasks;
        this.state = state;
    }

    static StreamScheduler of(
            Settings settings,
            DynamoDbStreamsClient streams,
            DynamoDbAsyncClient leases,
            ShardRecordProcessorFactory processors,
            ExecutorService tasks) {
        var adapter = new AmazonDynamoDBStreamsAdapterClient(streams, settings.region());
        var oldestRecord = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        var configs = new ConfigsBuilder(
                StreamsSchedulerFactory.createSingleStreamTracker(settings.arn(), oldestRecord),
                settings.application(),
                adapter,
                leases,
                new NoCloudWatch(),
                settings.worker(),
                processors);
        var state = new AtomicReference<>(WorkerState.CREATED);
        var scheduler = StreamsSchedulerFactory.createScheduler(
                configs.checkpointConfig(),
                coordinator(configs.coordinatorConfig(), tasks).workerStateChangeListener(state::set),
                leaseManagement(configs.leaseManagementConfig(), settings.takeOver(), tasks),
                configs.lifecycleConfig(),
                metrics(configs.metricsConfig()),
                // A read that shows nothing tells how old the next record can be
                configs.processorConfig().callProcessRecordsEvenForEmptyRecordList(true),
                configs.retrievalConfig().retrievalSpecificConfig(polling(adapter, settings.pollInterval())),
                adapter);
        return new StreamScheduler(scheduler, tasks, state);
    }

    /** Reads the stream in this thread until it is stopped, or cannot get at its leases at the start. */
    void run() {
        scheduler.run();
    }

    /** Whether the leases were reached at the start, and it has not been stopped since. */
    boolean isRunning() {
        return state.get() == WorkerState.STARTED;
    }

    /** Has each shard finish its batch and save its checkpoint, and {@link #run} return. */
    synchronized Future<Boolean> stop() {
        var under = stopping.orElseGet(this::submitStop);
        stopping = Optional.of(under);
        return under;
    }

    private Future<Boolean> submitStop() {
        try {
            return tasks.submit(scheduler.createGracefulShutdownCallable());
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(true);
        }
    }

    private static CoordinatorConfig coordinator(CoordinatorConfig config, ExecutorService tasks) {
        return config
                // Whoever runs this tries again, and says so in one line
                .maxInitializationAttempts(1)
                // Or each start waits until all shards are looked up
                .skipShardSyncAtWorkerInitializationIfLeasesExist(true)
                .shardConsumerDispatchPollIntervalMillis(DISPATCH.toMillis())
                .parentShardPollIntervalMillis(PARENT_POLL.toMillis())
                .coordinatorFactory(new SchedulerCoordinatorFactory() {
                    @Override
                    public ExecutorService createExecutorService() {
                        return tasks;
                    }
                });
    }

    private static LeaseManagementConfig leaseManagement(
            LeaseManagementConfig config, Duration takeOver, ExecutorService tasks) {
        var millis = takeOver.toMillis();
        config.failoverTimeMillis(millis)
                .leaseAssignmentIntervalMillis(millis / 3)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(millis * 2)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(millis / 2)
                // Finds shards that nobody has a lease for; the adapter allows no threshold
                .leasesRecoveryAuditorExecutionFrequencyMillis(AUDIT.toMillis())
                .leasesRecoveryAuditorInconsistencyConfidenceThreshold(0)
                // Or the first shard sync sleeps for a minute
                .shardSyncIntervalMillis(0)
                .executorService(tasks);
        // A dead node counts as alive for two reports
        config.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .workerMetricsReporterFreqInMillis(millis * 2 / 3);
        return config;
    }

    private static MetricsConfig metrics(MetricsConfig config) {
        return config.metricsFactory(new NullMetricsFactory()).metricsLevel(MetricsLevel.NONE);
    }

    private static DynamoDBStreamsPollingConfig polling(
            AmazonDynamoDBStreamsAdapterClient adapter, Duration pollInterval) {
        return new DynamoDBStreamsPollingConfig(adapter).idleTimeBetweenReadsInMillis(pollInterval.toMillis());
    }

    /** The library wants one, and never calls it without metrics. */
    private static final class NoCloudWatch implements CloudWatchAsyncClient {

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
