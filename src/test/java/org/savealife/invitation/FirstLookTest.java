package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLookTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000/"})
    void a_database_on_this_machine_may_have_sample_data(String endpoint) {
        assertThat(allowed(true, Optional.of(URI.create(endpoint)))).isTrue();
        assertThat(allowed(false, Optional.of(URI.create(endpoint)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://dynamodb.eu-west-1.amazonaws.com",
                "http://localhost.example.org:8000",
                "http://localhost@example.org",
                "http://10.0.0.1:8000",
                "localhost:8000"
            })
    void a_database_elsewhere_may_not_whatever_is_set(String endpoint) {
        assertThat(allowed(true, Optional.of(URI.create(endpoint)))).isFalse();
    }

    @Test
    void the_database_of_aws_may_not_whatever_is_set() {
        assertThat(allowed(true, Optional.empty())).isFalse();
    }

    private static boolean allowed(boolean wanted, Optional<URI> endpoint) {
        var look = new FirstLook();
        look.wanted = wanted;
        look.endpoint = endpoint;
        return look.isAllowed();
    }
}
