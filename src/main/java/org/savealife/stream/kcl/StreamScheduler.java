package org.savealife.stream.kcl;

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
import software.amazon.kinesis.retrieval.polling.SleepTimeController;

/**
 * The Kinesis Client Library (3.3.0) with the DynamoDB Streams adapter (2.0.1), configured for one stream: from the
 * oldest record on, parents before children, leases shared with the other nodes, nothing sent to CloudWatch. Runs once.
 *
 * <p>The library's defaults are for Kinesis: half a minute to start, three minutes to take over from a dead node. These
 * settings reduce the start to seconds, and the cost of an idle stream to little; each states its reason. Other parts
 * know sooner than the library that a node is gone ({@link LeaseTables#takeOver}). Tasks run on the given executor; the
 * library has its own threads for leases and for prefetching.
 */
final class StreamScheduler {

    /**
     * Which stream to read, and how fast.
     *
     * @param application the name of the leases: nodes with the same name share the stream
     * @param worker the name of this node
     * @param arn of the stream, with a region of AWS
     * @param pollInterval between two reads of a shard while there are records; twice that after a read without records
     * @param takeOver after which the library itself takes the shards of a node that is gone
     * @param least intervals of work that AWS charges for, whatever the time until it takes over
     */
    record Settings(
            String application,
            String worker,
            String arn,
            Region region,
            Duration pollInterval,
            Duration takeOver,
            Intervals least) {}

    /**
     * Intervals of the library's recurring work, unless it takes over sooner.
     *
     * @param assignment between two looks for shards without a reader; the child of a shard waits for that time, and
     *     half of it again
     * @param report between two signs of life of a node, by which it gets shards
     * @param lead between two renewals of the leader's lock
     * @param audit between two looks for shards without a lease
     */
    record Intervals(Duration assignment, Duration report, Duration lead, Duration audit) {

        static final Intervals STANDARD = new Intervals(
                Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    private static final Duration PARENT_POLL = Duration.ofSeconds(1);
    private static final Duration DISPATCH = Duration.ofMillis(200);

    private final Scheduler scheduler;
    private final StreamSleepTimeController pace;
    private final ExecutorService tasks;
    private final AtomicReference<WorkerState> state;
    private Optional<Future<Boolean>> stopping = Optional.empty();

    private StreamScheduler(
            Scheduler scheduler,
            StreamSleepTimeController pace,
            ExecutorService tasks,
            AtomicReference<WorkerState> state) {
        this.scheduler = scheduler;
        this.pace = pace;
        this.tasks = tasks;
        this.state = state;
    }

    static StreamScheduler of(
            Settings settings,
            StreamSleepTimeController pace,
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
                leaseManagement(configs.leaseManagementConfig(), settings, tasks),
                configs.lifecycleConfig(),
                metrics(configs.metricsConfig()),
                // A read without records limits the age of the next record
                configs.processorConfig().callProcessRecordsEvenForEmptyRecordList(true),
                configs.retrievalConfig()
                        .retrievalSpecificConfig(new PacedPolling(adapter, settings.pollInterval(), pace)),
                adapter);
        return new StreamScheduler(scheduler, pace, tasks, state);
    }

    /** Reads the stream on this thread until it is stopped, or cannot reach its leases at the start. */
    void run() {
        scheduler.run();
    }

    /** Whether it reached the leases at the start and has not been stopped since. */
    boolean isRunning() {
        return state.get() == WorkerState.STARTED;
    }

    /** Makes each shard complete its batch and save its checkpoint, and {@link #run} return. */
    synchronized Future<Boolean> stop() {
        pace.end();
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
                // The caller tries again, and logs it in one line
                .maxInitializationAttempts(1)
                // Otherwise each start waits until all shards are looked up
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
            LeaseManagementConfig config, Settings settings, ExecutorService tasks) {
        var millis = settings.takeOver().toMillis();
        var least = settings.least();
        var lead = Math.min(millis / 2, least.lead().toMillis());
        config.failoverTimeMillis(millis)
                .leaseAssignmentIntervalMillis(
                        Math.min(millis / 3, least.assignment().toMillis()))
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(lead * 4)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(lead)
                // Finds shards without a lease; the adapter supports no threshold
                .leasesRecoveryAuditorExecutionFrequencyMillis(least.audit().toMillis())
                .leasesRecoveryAuditorInconsistencyConfidenceThreshold(0)
                // Otherwise the first shard sync sleeps for a minute
                .shardSyncIntervalMillis(0)
                .executorService(tasks);
        // A dead node counts as alive for two reports
        config.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .workerMetricsReporterFreqInMillis(
                        Math.min(millis * 2 / 3, least.report().toMillis()));
        return config;
    }

    private static MetricsConfig metrics(MetricsConfig config) {
        return config.metricsFactory(new NullMetricsFactory()).metricsLevel(MetricsLevel.NONE);
    }

    /** Uses our own sleep time; the adapter's factory would set its own, which is constant. */
    private static final class PacedPolling extends DynamoDBStreamsPollingConfig {

        private final StreamSleepTimeController pace;

        PacedPolling(
                AmazonDynamoDBStreamsAdapterClient adapter, Duration pollInterval, StreamSleepTimeController pace) {
            super(adapter);
            idleTimeBetweenReadsInMillis(pollInterval.toMillis());
            this.pace = pace;
        }

        @Override
        public SleepTimeController sleepTimeController() {
            return pace;
        }
    }

    /** The library requires a client, and does not call it without metrics. */
    private static final class NoCloudWatch implements CloudWatchAsyncClient {

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // Nothing is open
        }
    }
}
