package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerPageTest {

    @Test
    void outcomes_survive_the_table() {
        Map<String, Outcome> outcomes = Map.of(
                "a1", new Outcome.Sent(),
                "b2", new Outcome.Failed("550 5.1.1 no such user, really"),
                "c3", new Outcome.Skipped("donation_past"),
                "d4", new Outcome.Deferred("450 4.2.0 greylisted"),
                "e5", new Outcome.Unknown("Connection to the relay was lost: closed by the relay"));

        var page = LedgerPage.opened("", "e5").with(outcomes, true);

        assertThat(LedgerPage.parse(page.text())).isEqualTo(outcomes);
    }

    @Test
    void the_time_of_each_outcome_survives_the_table_whenever_the_page_is_written_again() {
        var first = Instant.parse("2026-12-03T09:00:00.9Z");
        var sent = new Outcome.Sent();
        var page = LedgerPage.opened("", "d")
                .with(Map.of("b", sent), false)
                .with(Map.of("a", sent, "c", new Outcome.Failed("550 no")), false, first)
                .with(Map.of("d", sent), true, first.plusSeconds(5))
                .reopened(Outcome.Failed.class::isInstance)
                .with(Map.of("c", sent), true, first.plusSeconds(3_600));

        var read = LedgerPage.parseTimes(page.timesText(), page.outcomes());

        assertThat(page.timesText()).isEqualTo("1796288400 1 0 1 1796292000 1 1796288405 1");
        assertThat(read)
                .containsOnly(
                        entry("a", Instant.parse("2026-12-03T09:00:00Z")),
                        entry("c", Instant.parse("2026-12-03T10:00:00Z")),
                        entry("d", Instant.parse("2026-12-03T09:00:05Z")));
    }

    @Test
    void a_page_sent_at_one_time_says_so_in_two_numbers() {
        var outcomes = new HashMap<String, Outcome>();
        for (var donor = 0; donor < LedgerPage.SIZE; donor++) {
            outcomes.put(String.format("%032x", donor), new Outcome.Sent());
        }

        var text = LedgerPage.opened("", "~")
                .with(outcomes, true, Instant.parse("2026-12-03T09:00:00Z"))
                .timesText();

        assertThat(text).isEqualTo("1796288400 100");
    }

    /** A release that knows of no times writes outcomes without them, or leaves those of other outcomes standing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "1796288400 1", "1796288400 3", "1796288400"})
    void times_of_another_number_of_outcomes_are_not_believed(String text) {
        assertThat(LedgerPage.parseTimes(text, Map.of("a", new Outcome.Sent(), "b", new Outcome.Sent())))
                .isEmpty();
    }

    @Test
    void an_answer_of_several_lines_stays_one_outcome() {
        var page = LedgerPage.opened("", "a1").with(Map.of("a1", new Outcome.Failed("550 no\r\nb2 sent")), true);

        assertThat(LedgerPage.parse(page.text())).containsOnlyKeys("a1");
    }

    @Test
    void what_the_release_before_wrote_is_read_also_where_reasons_were_longer() {
        var outcomes =
                LedgerPage.parse("a1 sent\nb2 failed 550 5.1.1 " + "no ".repeat(2_000) + "\nc3 deferred 450 later");

        assertThat(outcomes)
                .containsEntry("a1", new Outcome.Sent())
                .containsEntry("c3", new Outcome.Deferred("450 later"));
        assertThat(outcomes.get("b2"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).hasSize(300).startsWith("550 5.1.1 no"));
    }

    @Test
    void a_page_of_the_longest_reasons_in_any_script_fits_into_an_item() {
        var outcomes = new HashMap<String, Outcome>();
        for (var donor = 0; donor < LedgerPage.SIZE; donor++) {
            outcomes.put(String.format("%032x", donor), new Outcome.Failed("550 " + "\uD83D\uDE00猫".repeat(5_000)));
        }

        var text = LedgerPage.opened("", "~").with(outcomes, true).text();

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(150_000);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void staff_have_the_failed_tried_again_and_those_of_unknown_fate_and_a_later_pass_alone_does_not() {
        var unknown = new Outcome.Unknown("no answer");

        assertThat(new Segment.Pass(1, true).takesUp(unknown)).isTrue();
        assertThat(new Segment.Pass(1, false).takesUp(unknown)).isFalse();
    }

    @Test
    void unknown_fates_are_counted_and_need_no_more_of_the_runs_attention() {
        var counts = Counts.of(List.of(new Outcome.Sent(), new Outcome.Unknown("no answer")));

        assertThat(counts).isEqualTo(new Counts(1, Map.of(), Map.of(), 0, 1));
        assertThat(counts.settled()).isEqualTo(2);
        assertThat(counts.failures()).isZero();
        assertThat(counts.plus(counts).minus(counts)).isEqualTo(counts);
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
                new Outcome.Skipped("other_city"),
                new Outcome.Deferred("450 later")));

        var sum = some.plus(more);

        assertThat(sum).isEqualTo(new Counts(1, Map.of("550", 2L, "other", 1L), Map.of("other_city", 1L), 1));
        assertThat(sum.failures()).isEqualTo(3);
        assertThat(sum.skips()).isEqualTo(1);
    }

    @Test
    void what_a_page_adds_when_it_is_worked_again_is_the_difference() {
        var page = LedgerPage.opened("", "c")
                .with(
                        Map.of(
                                "a", new Outcome.Sent(),
                                "b", new Outcome.Failed("550 no"),
                                "c", new Outcome.Deferred("450 later")),
                        true);

        var again = page.reopened(new Segment.Pass(1, true)::takesUp)
                .with(Map.of("b", new Outcome.Sent(), "c", new Outcome.Failed("550 no")), true);

        assertThat(again.added()).isEqualTo(new Counts(1, Map.of(), Map.of(), -1));
        assertThat(page.added().plus(again.added()))
                .isEqualTo(Counts.of(again.outcomes().values()));
        assertThat(page.reopened(new Segment.Pass(1, false)::takesUp).outcomes())
                .containsOnlyKeys("a", "b");
    }
}
