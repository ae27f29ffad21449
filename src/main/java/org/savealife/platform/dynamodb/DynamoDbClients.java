package org.savealife.platform.dynamodb;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.retry.DatabaseUnavailable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The DynamoDB clients, one of each for the whole application; all are thread-safe. They call
 * {@code savealife.dynamodb.endpoint} if it is set, with made-up credentials, and otherwise AWS, with the default
 * credentials chain. If the database is too busy, they repeat a call after longer and longer pauses. They give up after
 * 5 seconds, so that the caller learns that the database is gone.
 */
@ApplicationScoped
public class DynamoDbClients {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 9;
    private static final Duration INITIAL_DELAY = Duration.ofMillis(25);
    private static final Duration MAX_DELAY = Duration.ofSeconds(1);

    private final DynamoDbSettings settings;
    private final CapacityCounter consumedUnits;
    private final OwnWriteInterceptor ownWrites;

    private final List<SdkAutoCloseable> open = new ArrayList<>();

    @Inject
    public DynamoDbClients(DynamoDbSettings settings, CapacityCounter consumedUnits, OwnWriteInterceptor ownWrites) {
        this.settings = settings;
        this.consumedUnits = consumedUnits;
        this.ownWrites = ownWrites;
    }

    @Produces
    @ApplicationScoped
    DynamoDbClient client() {
        var builder = configured(DynamoDbClient.builder());
        builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(ownWrites)
                .build());
        return closing(builder.httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(64)
                        .connectionTimeout(ATTEMPT)
                        .tcpKeepAlive(true))
                .build());
    }

    @Produces
    @ApplicationScoped
    DynamoDbAsyncClient asyncClient() {
        var threads = SdkEventLoopGroup.builder().build();
        var client = closing(configured(DynamoDbAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(threads)
                        .connectionTimeout(ATTEMPT))
                .build());
        // By default, the client waits for 2 quiet seconds when it is closed
        open.add(() -> {
            var unused = threads.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
        return client;
    }

    @Produces
    @ApplicationScoped
    DynamoDbStreamsClient streamsClient() {
        var builder = configured(DynamoDbStreamsClient.builder())
                .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(ATTEMPT));
        if (settings.local()) {
            builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(new LocalStreamArnInterceptor())
                    .addExecutionInterceptor(new LocalShardInterceptor())
                    .build());
        }
        return closing(builder.build());
    }

    /** {@code savealife.dynamodb.region}; if it is not set, the default of the SDK (AWS_REGION and so on). */
    public Region region() {
        return settings.region()
                .map(Region::of)
                .orElseGet(() -> DefaultAwsRegionProviderChain.builder().build().getRegion());
    }

    /**
     * The ARN of a stream in the form that the streams adapter accepts: DynamoDB Local uses a region that AWS does not
     * have.
     */
    public String adapterArn(String streamArn) {
        return settings.adapterArn(streamArn, region().id());
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder) {
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.region(region())
                .credentialsProvider(credentials())
                .overrideConfiguration(override -> override.apiCallTimeout(CALL)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .retryStrategy(retries())
                        .addExecutionInterceptor(consumedUnits));
    }

    /** The SDK's strategy, which by itself recognises only some of the errors for a busy database. */
    static RetryStrategy retries() {
        var pauses = BackoffStrategy.exponentialDelay(INITIAL_DELAY, MAX_DELAY);
        return AwsRetryStrategy.legacyRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .retryOnException(DynamoDbClients::isWorthAnotherAttempt)
                .treatAsThrottling(DynamoDbClients::isWorthAnotherAttempt)
                .backoffStrategy(pauses)
                .throttlingBackoffStrategy(pauses)
                .build();
    }

    /** {@link Transactions} repeats cancelled transactions, because each attempt needs a new request. */
    private static boolean isWorthAnotherAttempt(Throwable failure) {
        return DatabaseUnavailable.isBusy(failure) && !(failure instanceof TransactionCanceledException);
    }

    /** DynamoDB Local accepts any credentials, but requires some. */
    private AwsCredentialsProvider credentials() {
        return settings.endpoint().isPresent()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))
                : DefaultCredentialsProvider.builder().build();
    }

    private <C extends SdkAutoCloseable> C closing(C client) {
        open.add(client);
        return client;
    }

    @PreDestroy
    void close() {
        open.forEach(SdkAutoCloseable::close);
    }
}
