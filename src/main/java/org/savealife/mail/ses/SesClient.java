package org.savealife.mail.ses;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/** Makes the SDK's client for Amazon SES. It repeats no call by itself, because SendBulkEmail is not idempotent. */
public final class SesClient {

    static final int CALLS_AT_A_TIME = 32;

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private SesClient() {}

    /** @throws IllegalStateException if no region is set or found; the message says what to do */
    static SesV2Client of(SesSettings settings) {
        return of(settings, credentials(settings));
    }

    public static SesV2Client of(SesSettings settings, AwsCredentialsProvider credentials) {
        var builder = SesV2Client.builder()
                .region(region(settings))
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CALLS_AT_A_TIME)
                        .connectionTimeout(CONNECT)
                        .socketTimeout(settings.callTimeout()))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(settings.callTimeout().plus(CONNECT)));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static Region region(SesSettings settings) {
        if (!settings.region().isEmpty()) {
            return Region.of(settings.region());
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException none) {
            throw new IllegalStateException(
                    "savealife.mail.ses.region is not set, and the AWS SDK finds no region. Set it, say to eu-west-1.",
                    none);
        }
    }

    /** A replacement for SES accepts any credentials, but requires some. */
    private static AwsCredentialsProvider credentials(SesSettings settings) {
        return settings.endpoint().isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    }
}
