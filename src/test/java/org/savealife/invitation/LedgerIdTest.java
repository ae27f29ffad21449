package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerIdTest {

    @ParameterizedTest
    @CsvSource({"a-1, a-1", "a b, a%20b", "é, %C3%A9", "50%, 50%25", "'', %"})
    void an_id_is_written_in_visible_signs(String id, String written) {
        assertThat(LedgerId.of(id)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "a b", "a\nb", "a\r\n", "\u0000", "\u001b[31m", "a\u2028b", "\u0085", "failed 550 x"})
    void whatever_an_id_is_made_of_the_ledger_page_that_names_it_can_be_read(String id) {
        var outcomes =
                Map.<String, Outcome>of(LedgerId.of(id), new Outcome.Skipped("unreadable"), "b", new Outcome.Sent());
        var page = LedgerPage.opened("", "b").with(outcomes, true);

        assertThat(LedgerPage.parse(page.text())).isEqualTo(outcomes);
    }
}
