package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8000",
                "http://127.0.0.1:8000",
                "http://[::1]:8000",
                "http://dynamodb:8000",
                "http://dynamodb-local:8000"
            })
    void an_endpoint_that_looks_like_one_without_the_setting_is_warned_of(String endpoint) {
        assertThat(settings(Optional.of(URI.create(endpoint)), false).warning())
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains(endpoint).contains("set savealife.dynamodb.local=true"));
        assertThat(settings(Optional.of(URI.create(endpoint)), true).warning()).isEmpty();
    }

    @Test
    void dynamodb_of_aws_needs_no_setting() {
        var inOurNetwork = URI.create("https://vpce-1a2b.dynamodb.eu-west-1.vpce.amazonaws.com");

        assertThat(settings(Optional.empty(), false).warning()).isEmpty();
        assertThat(settings(Optional.of(inOurNetwork), false).warning()).isEmpty();
    }

    @Test
    void the_arn_of_its_stream_gets_a_region_of_aws_and_others_keep_theirs() {
        var local = settings(Optional.empty(), true);

        assertThat(local.adapterArn("arn:aws:dynamodb:ddblocal:000:table/savealife/stream/1", "eu-west-1"))
                .isEqualTo("arn:aws:dynamodb:eu-west-1:000:table/savealife/stream/1");
        assertThat(local.adapterArn("arn:aws:dynamodb:us-east-1:123:table/savealife/stream/1", "eu-west-1"))
                .isEqualTo("arn:aws:dynamodb:us-east-1:123:table/savealife/stream/1");
    }

    private static DynamoDbSettings settings(Optional<URI> endpoint, boolean local) {
        return new DynamoDbSettings(
                "savealife", "savealife-invitations", false, endpoint, local, Optional.empty(), Optional.empty());
    }
}
