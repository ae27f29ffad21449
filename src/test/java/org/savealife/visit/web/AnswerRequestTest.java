package org.savealife.visit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donation.Donation;
import org.savealife.donation.Seating;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.visit.Answer;

class AnswerRequestTest {

    private static final Donation OPEN = aDonation().build();
    private static final Donation WITH_SLOTS =
            aDonation().lasting(Duration.ofHours(6)).build().withSeating(new Seating(15, 4, 0, 1));

    @Test
    void a_yes_names_a_slot_with_its_offset() {
        assertThat(request("yes", "2036-12-03T10:15:00+01:00", null).to(WITH_SLOTS))
                .isEqualTo(new Answer.Yes(Instant.parse("2036-12-03T09:15:00Z")));
    }

    @Test
    void without_slots_a_yes_is_one_to_the_donation() {
        assertThat(request("yes", null, null).to(OPEN)).isEqualTo(new Answer.Yes(OPEN.startsAt()));
        assertThat(request("yes", "whenever", null).to(OPEN)).isEqualTo(new Answer.Yes(OPEN.startsAt()));
    }

    @Test
    void any_other_answer_needs_no_slot() {
        assertThat(request("no", null, "ill").to(WITH_SLOTS)).isEqualTo(new Answer.No("ill"));
        assertThat(request("no", "x", "").to(WITH_SLOTS)).isEqualTo(new Answer.No(""));
        assertThat(request("give_up", null, null).to(WITH_SLOTS)).isEqualTo(new Answer.GiveUp());
        assertThat(request("wait", null, null).to(WITH_SLOTS)).isEqualTo(new Answer.Wait());
    }

    @ParameterizedTest
    @CsvSource({
        ", , , answer",
        "perhaps, , , answer",
        "yes, , , slot",
        "yes, 10:15, , slot",
        "yes, 2036-12-03T10:15:00, , slot",
        "no, , tired, reason"
    })
    void what_is_no_answer_is_refused(
            @Nullable String answer, @Nullable String slot, @Nullable String reason, String wrong) {
        var refusal = catchThrowableOfType(
                InvalidFieldsException.class,
                () -> request(answer, slot, reason).to(WITH_SLOTS));

        assertThat(refusal.fields()).extracting(InvalidField::field).containsExactly(wrong);
    }

    private static AnswerRequest request(@Nullable String answer, @Nullable String slot, @Nullable String reason) {
        return new AnswerRequest(Optional.ofNullable(answer), Optional.ofNullable(slot), Optional.ofNullable(reason));
    }
}
