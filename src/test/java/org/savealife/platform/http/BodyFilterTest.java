package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.error.BodyTooLargeException;
import org.savealife.platform.error.BodyTooSlowException;

class BodyFilterTest {

    private static final Duration TIME = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @CsvSource({
        ", false",
        "0, false",
        "65536, false",
        "65537, true",
        "2147483648, true",
        "10000000000, true",
        "99999999999999999999999999, true"
    })
    void a_declared_length_is_judged_before_anything_is_read(String length, boolean tooLong) throws ProtocolException {
        assertThat(BodyFilter.isTooLong(length, BodyFilter.BYTES)).isEqualTo(tooLong);
    }

    @Test
    void a_length_that_is_no_number_is_a_bad_request() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> BodyFilter.isTooLong("many", BodyFilter.BYTES));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/mail/bounce, 1048576",
        "/mail/bounce, 65536",
        "/api/mail/events, 65536",
        "/api/mail/bounce/x, 65536",
        "/api/donor/signup, 65536",
        "/index.xhtml, 65536"
    })
    void only_where_mails_are_handed_over_more_is_taken(String path, int limit) {
        assertThat(BodyFilter.limit(path)).isEqualTo(limit);
    }

    @Test
    void a_body_of_just_the_limit_is_read_as_it_is() throws IOException {
        var body = "0123456789".getBytes(StandardCharsets.US_ASCII);

        assertThat(read(new ByteArrayInputStream(body))).isEqualTo(body);
        assertThat(read(new ByteArrayInputStream(new byte[0]))).isEmpty();
    }

    @Test
    void a_longer_body_is_refused_at_the_first_byte_beyond_the_limit() {
        var body = new ByteArrayInputStream(new byte[1_000]);

        assertThatExceptionOfType(BodyTooLargeException.class).isThrownBy(() -> read(body));
        assertThat(body.available()).isEqualTo(1_000 - 11);
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_read_while_its_time_lasts() throws IOException {
        assertThat(read(dripping(5, Duration.ofSeconds(2)))).hasSize(5);
    }

    @Test
    void a_body_whose_time_is_over_is_refused() {
        var body = dripping(5, Duration.ofSeconds(3));

        assertThatExceptionOfType(BodyTooSlowException.class).isThrownBy(() -> read(body));
    }

    private byte[] read(InputStream body) throws IOException {
        return new BodyReader(10, TIME, nanos::get).read(body);
    }

    /** That number of bytes, one at a time, each after that wait. */
    private InputStream dripping(int bytes, Duration wait) {
        return new ByteArrayInputStream(new byte[bytes]) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                if (available() > 0) {
                    nanos.addAndGet(wait.toNanos());
                }
                return super.read(buffer, offset, Math.min(1, length));
            }
        };
    }
}
