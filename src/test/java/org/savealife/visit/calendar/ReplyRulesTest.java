package org.savealife.visit.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.Notify;
import org.savealife.mail.feedback.CalendarReply;
import org.savealife.mail.feedback.CalendarReply.Participation;
import org.savealife.visit.Answer;
import org.savealife.visit.Visit;

class ReplyRulesTest {

    private static final Instant START = Instant.parse("2026-12-03T09:00:00Z");
    private static final Instant SECOND = START.plus(Duration.ofMinutes(30));
    private static final Instant ANSWERED = Instant.parse("2026-11-23T12:00:00Z");
    private static final String NONE = "none";

    /** A donation with slots at 9:00, 9:30 and so on, changed once; the donor is, or was, booked at 9:30. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # state | said      | sequence | start | answer
            BOOKED  | DECLINED  | 1        | 09:30 | GiveUp
            BOOKED  | DECLINED  | 1        |       | GiveUp
            BOOKED  | DECLINED  | 2        |       | GiveUp
            BOOKED  | DECLINED  | 0        | 09:30 | GiveUp
            BOOKED  | DECLINED  | 0        |       | none
            BOOKED  | DECLINED  | 0        | 08:30 | none
            BOOKED  | DECLINED  | 1        | 09:00 | none
            BOOKED  | ACCEPTED  | 1        | 09:30 | none
            BOOKED  | ACCEPTED  | 1        | 09:00 | none
            BOOKED  | TENTATIVE | 1        | 09:30 | none
            BOOKED  | OTHER     | 1        | 09:30 | none
            GAVE_UP | ACCEPTED  | 1        | 09:30 | Yes
            GAVE_UP | ACCEPTED  | 0        | 09:30 | Yes
            GAVE_UP | ACCEPTED  | 1        |       | none
            GAVE_UP | DECLINED  | 1        | 09:30 | none
            GAVE_UP | TENTATIVE | 1        | 09:30 | none
            NO      | ACCEPTED  | 1        | 09:30 | Yes
            NO      | DECLINED  | 1        | 09:30 | none
            WAITING | DECLINED  | 1        | 09:30 | none
            WAITING | ACCEPTED  | 1        | 09:30 | Yes
            """)
    void an_answer_counts_if_it_is_about_the_time_of_the_visit(
            Visit.State state, Participation said, long sequence, String start, String answer) {
        var visit = visit(state, state == Visit.State.BOOKED ? Optional.of(SECOND) : Optional.empty());

        assertThat(name(new ReplyRules(withSlots(), visit)
                        .answer(reply(sequence, Optional.ofNullable(start).map(ReplyRulesTest::at)), said)))
                .isEqualTo(answer);
    }

    /** A donation without slots, changed once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BOOKED  | DECLINED  | 1        | 09:00 | GiveUp
            BOOKED  | DECLINED  | 0        | 09:00 | GiveUp
            BOOKED  | DECLINED  | 0        | 08:00 | none
            BOOKED  | DECLINED  | 0        |       | none
            GAVE_UP | ACCEPTED  | 1        |       | Yes
            GAVE_UP | ACCEPTED  | 0        | 09:00 | Yes
            GAVE_UP | ACCEPTED  | 0        | 08:00 | none
            GAVE_UP | ACCEPTED  | 0        |       | none
            """)
    void without_slots_it_is_about_the_start(
            Visit.State state, Participation said, long sequence, String start, String answer) {
        var rules = new ReplyRules(changed(aDonation().at(START).build()), visit(state, Optional.empty()));

        assertThat(name(rules.answer(reply(sequence, Optional.ofNullable(start).map(ReplyRulesTest::at)), said)))
                .isEqualTo(answer);
    }

    @Test
    void who_has_a_slot_that_the_donation_has_no_more_answers_for_its_start() {
        var gone = visit(Visit.State.BOOKED, Optional.of(START.plus(Duration.ofHours(5))));

        assertThat(new ReplyRules(withSlots(), gone).answer(reply(1, Optional.of(START)), Participation.DECLINED))
                .contains(new Answer.GiveUp());
    }

    @ParameterizedTest
    @CsvSource({"PT-10M, none", "PT-6M, none", "PT-4M, GiveUp", "PT0S, GiveUp", "PT24H, GiveUp"})
    void what_was_written_before_the_last_answer_is_late_but_clocks_may_be_slow(Duration written, String answer) {
        var reply = new CalendarReply(
                "d1@savealife", 1, "", Optional.of(ANSWERED.plus(written)), Optional.of(SECOND), List.of());

        assertThat(name(new ReplyRules(withSlots(), visit(Visit.State.BOOKED, Optional.of(SECOND)))
                        .answer(reply, Participation.DECLINED)))
                .isEqualTo(answer);
    }

    private static String name(Optional<Answer> answer) {
        return answer.map(known -> known.getClass().getSimpleName()).orElse(NONE);
    }

    private static CalendarReply reply(long sequence, Optional<Instant> start) {
        return new CalendarReply("d1@savealife", sequence, "", Optional.empty(), start, List.of());
    }

    private static Instant at(String time) {
        return Instant.parse("2026-12-03T" + time + ":00Z");
    }

    private static Visit visit(Visit.State state, Optional<Instant> slot) {
        return new Visit("d1", "z1", state, slot, ANSWERED, ANSWERED, Visit.Via.LINK, "", Optional.empty());
    }

    private static Donation withSlots() {
        return changed(aDonation()
                .at(START)
                .lasting(Duration.ofHours(2))
                .withSlots(30, 1)
                .build());
    }

    private static Donation changed(Donation donation) {
        return ChangedDonations.moved(donation, START, "Park", Notify.ALL);
    }
}
