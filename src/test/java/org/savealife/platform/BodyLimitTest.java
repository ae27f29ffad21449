package org.savealife.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyLimitTest {

    @ParameterizedTest
    @CsvSource({
        "0, false",
        "65536, false",
        "65537, true",
        "2147483648, true",
        "10000000000, true",
        "99999999999999999999999999, true"
    })
    void a_declared_length_is_judged_before_anything_is_read(String length, boolean tooLong) {
        assertThat(BodyLimit.isTooLong(length, BodyLimit.BYTES)).isEqualTo(tooLong);
    }

    @ParameterizedTest
    @CsvSource({
        "mail/bounce, 1048576",
        "/mail/bounce, 1048576",
        "mail/events, 65536",
        "mail/bounce/x, 65536",
        "donor/signup, 65536"
    })
    void only_where_mails_are_handed_over_more_is_taken(String path, int limit) {
        assertThat(BodyLimit.limit(path)).isEqualTo(limit);
    }

    @Test
    void a_body_of_just_the_limit_goes_through_unchanged() throws IOException {
        var body = "0123456789".getBytes(StandardCharsets.US_ASCII);

        assertThat(limited(body, 10).readAllBytes()).isEqualTo(body);
        assertThat(byteByByte(limited(body, 10))).isEqualTo(10);
    }

    @Test
    void a_body_one_byte_longer_is_refused_however_it_is_read() {
        var body = new byte[11];

        assertThatExceptionOfType(BodyTooLargeException.class)
                .isThrownBy(() -> limited(body, 10).readAllBytes());
        assertThatExceptionOfType(BodyTooLargeException.class).isThrownBy(() -> byteByByte(limited(body, 10)));
        assertThatExceptionOfType(BodyTooLargeException.class)
                .isThrownBy(() -> limited(body, 10).skip(11));
    }

    @Test
    void a_long_body_is_not_read_beyond_the_limit() {
        var body = new ByteArrayInputStream(new byte[1_000]);

        assertThatExceptionOfType(BodyTooLargeException.class)
                .isThrownBy(() -> BodyLimit.limited(body, 10).readAllBytes());
        assertThat(body.available()).isEqualTo(1_000 - 11);
    }

    private static InputStream limited(byte[] body, int limit) {
        return BodyLimit.limited(new ByteArrayInputStream(body), limit);
    }

    private static int byteByByte(InputStream body) throws IOException {
        var bytes = 0;
        while (body.read() >= 0) {
            bytes++;
        }
        return bytes;
    }
}
