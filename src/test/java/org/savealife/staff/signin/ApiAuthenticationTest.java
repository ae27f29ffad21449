package org.savealife.staff.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAuthenticationTest {

    private static final String ADDRESS = "203.0.113.7";

    @ParameterizedTest
    @CsvSource({
        "admin:secret, admin, secret",
        "zoë:geheim€, zoë, geheim€",
        "admin:a:b, admin, a:b",
        "admin:, admin, ''",
        ":secret, '', secret"
    })
    void basic_is_a_name_and_a_password_in_utf_8(String text, String name, String password) {
        assertThat(credential("Basic " + base64(text.getBytes(StandardCharsets.UTF_8))))
                .containsExactly(new SignInCredential(name, password, ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc", " Bearer abc "})
    void the_scheme_does_not_mind_case_and_blanks(String header) {
        assertThat(credential(header)).containsExactly(new BearerToken("abc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic YWRtaW46YWRtaW4=x",
                "Bearer",
                "Digest username=\"admin\"",
                "YWRtaW46YWRtaW4="
            })
    void what_cannot_be_read_is_no_credential(String header) {
        assertThat(credential(header)).isEmpty();
    }

    @Test
    void basic_without_a_colon_or_in_another_encoding_is_no_credential() {
        assertThat(credential("Basic " + base64("admin".getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
        assertThat(credential("Basic " + base64("zoë:secret".getBytes(StandardCharsets.ISO_8859_1))))
                .isEmpty();
    }

    @Test
    void two_headers_contradict_each_other() {
        assertThat(ApiAuthentication.credential(List.of("Bearer abc", "Bearer abc"), ADDRESS))
                .isEmpty();
    }

    private static List<Object> credential(String header) {
        return ApiAuthentication.credential(List.of(header), ADDRESS).stream()
                .map(Object.class::cast)
                .toList();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
