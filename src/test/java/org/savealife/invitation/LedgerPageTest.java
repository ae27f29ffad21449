package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerPageTest {

    @Test
    void outcomes_survive_the_table() {
        Map<String, Outcome> outcomes = Map.of(
                "a1", new Outcome.Sent(),
                "b2", new Outcome.Failed("550 5.1.1 no such user, really"),
                "c3", new Outcome.Skipped("donation_past"));

        var page = LedgerPage.opened("", "c3").with(outcomes, true);

        assertThat(LedgerPage.parse(page.text())).isEqualTo(outcomes);
    }

    @Test
    void an_answer_of_several_lines_stays_one_outcome() {
        var page = LedgerPage.opened("", "a1").with(Map.of("a1", new Outcome.Failed("550 no\r\nb2 sent")), true);

        assertThat(LedgerPage.parse(page.text())).containsOnlyKeys("a1");
    }

    @Test
    void a_page_without_outcomes_is_empty_text() {
        assertThat(LedgerPage.opened("", "a1").text()).isEmpty();
        assertThat(LedgerPage.parse("")).isEmpty();
    }

    @Test
    void a_page_covers_what_lies_behind_its_start_up_to_its_end() {
        var page = LedgerPage.opened("b", "d");

        assertThat(page.covers("b")).isFalse();
        assertThat(page.covers("c")).isTrue();
        assertThat(page.covers("d")).isTrue();
        assertThat(page.covers("e")).isFalse();
    }

    @Test
    void outcomes_add_up() {
        var some = Counts.of(List.of(new Outcome.Sent(), new Outcome.Failed("550 5.1.1 no")));
        var more = Counts.of(List.of(
                new Outcome.Failed("550 5.2.2 full"),
                new Outcome.Failed("timed out"),
                new Outcome.Skipped("other_city")));

        var sum = some.plus(more);

        assertThat(sum).isEqualTo(new Counts(1, Map.of("550", 2L, "other", 1L), Map.of("other_city", 1L)));
        assertThat(sum.failures()).isEqualTo(3);
        assertThat(sum.skips()).isEqualTo(1);
    }
}
