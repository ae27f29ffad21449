package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.utils.StringInputStream;

class AwsCredentialsCheckTest {

    private static final ProfileFile EMPTY = ProfileFile.builder()
            .content(new StringInputStream("[default]\n"))
            .type(ProfileFile.Type.CONFIGURATION)
            .build();

    private static final AwsRegionProvider NO_REGION = new AwsProfileRegionProvider(() -> EMPTY, "default");
    private static final AwsCredentialsProvider NO_CREDENTIALS = ProfileCredentialsProvider.builder()
            .profileFile(EMPTY)
            .profileName("default")
            .build();

    private static final AwsRegionProvider REGION = () -> Region.EU_WEST_1;
    private static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"));

    @Test
    void with_both_nothing_is_missing() {
        assertThat(AwsCredentialsCheck.missing(REGION, CREDENTIALS)).isEmpty();
    }

    @Test
    void each_that_is_missing_is_told_with_what_to_do() {
        assertThat(AwsCredentialsCheck.missing(NO_REGION, CREDENTIALS))
                .singleElement()
                .asString()
                .contains("savealife.dynamodb.region", "AWS_REGION", "savealife.dynamodb.endpoint");
        assertThat(AwsCredentialsCheck.missing(REGION, NO_CREDENTIALS))
                .singleElement()
                .asString()
                .contains("credentials", "AWS_ACCESS_KEY_ID", "savealife.dynamodb.endpoint");
        assertThat(AwsCredentialsCheck.missing(NO_REGION, NO_CREDENTIALS)).hasSize(2);
    }
}
