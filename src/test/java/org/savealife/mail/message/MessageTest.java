package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    private static final EmailAddress IVICA = EmailAddress.of("ivica@server.com");

    @ParameterizedTest
    @ValueSource(strings = {"d1.e2@example.org", "0-a_b@localhost", "a@b"})
    void a_message_id_has_two_sides(String messageId) {
        assertThat(new Message(messageId, IVICA, Map.of()).messageId()).isEqualTo(messageId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "d1",
                "@example.org",
                "d1@",
                "<d1@example.org>",
                "d1@example.org\r\nBcc: x@y.org",
                "d 1@b",
                "ë@b",
                "a@b@c",
                "a..b@c",
                ".a@c"
            })
    void a_message_id_that_would_break_its_header_is_refused(String messageId) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message(messageId, IVICA, Map.of()))
                .withMessageContaining("left@right");
    }

    @Test
    void a_message_id_longer_than_a_line_may_be_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message("d".repeat(250) + "@example.org", IVICA, Map.of()))
                .withMessageContaining("too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b@example.org",
                "a@example.org>\r\nRCPT TO:<b@example.org",
                "<a@example.org>",
                "zo\u00eb@example.org"
            })
    void a_return_path_that_would_break_the_envelope_is_refused(String returnPath) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message("d1@example.org", IVICA, Map.of(), returnPath))
                .withMessageContaining("d1@example.org");
    }

    @Test
    void neither_address_nor_values_show_in_the_text_form() {
        var message = new Message("d1@example.org", IVICA, Map.of("first_name", "Zoë"));

        assertThat(message.toString()).isEqualTo("Message[d1@example.org]");
    }
}
