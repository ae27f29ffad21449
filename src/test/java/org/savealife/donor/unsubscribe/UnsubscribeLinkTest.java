package org.savealife.donor.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.mail.message.EmailAddress;

class UnsubscribeLinkTest {

    @Test
    void mail_programs_get_the_page_of_the_donor() {
        var link = UnsubscribeLink.of("https://example.org/blood", Optional.empty(), "TOKEN");

        assertThat(link.url()).isEqualTo("https://example.org/blood/unsubscribe/TOKEN");
        assertThat(link.listHeader()).isEqualTo("<https://example.org/blood/unsubscribe/TOKEN>");
        assertThat(link.toString()).doesNotContain("TOKEN");
    }

    @Test
    void they_get_an_address_too_where_one_is_configured() {
        var link = UnsubscribeLink.of(
                "https://example.org", Optional.of(EmailAddress.of("stop+a&b?%@bücher.example.org")), "TOKEN");

        assertThat(link.listHeader())
                .isEqualTo("<https://example.org/unsubscribe/TOKEN>,"
                        + " <mailto:stop%2Ba%26b%3F%25@xn--bcher-kva.example.org?subject=TOKEN>");
    }
}
