package org.savealife.invitation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {

    @ParameterizedTest
    @CsvSource({
        "4f, 4f, INVITATION, ''",
        "4f.change.12, 4f, CHANGE, 12",
        "4f.cancel, 4f, CANCELLATION, ''",
        "4f.reminder.1, 4f, REMINDER, 1",
        "4f.offer.0a@1796288400, 4f, OFFER, 0a@1796288400"
    })
    void an_id_says_which_donation_and_what_for(String text, String donationId, Kind kind, String part) {
        var id = new RunId(donationId, kind, part);

        assertThat(RunId.of(text)).isEqualTo(id);
        assertThat(id.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "a.change",
                "a.change.",
                ".cancel",
                "a.invitation.1",
                "a.cancel.1",
                ".change.1",
                "a.offer.1",
                "a.change.b@1"
            })
    void whatever_else_another_tool_called_a_donation_means_its_invitations(String text) {
        assertThat(RunId.of(text)).isEqualTo(RunId.invitations(text));
        assertThat(RunId.of(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a1b", "a.b", "a@b%2E.c"})
    void a_run_of_one_message_names_its_donor_whatever_another_tool_called_them(String donorId) {
        var id = RunId.single(Kind.CONFIRMATION, "4f", donorId, Instant.ofEpochSecond(7));

        assertThat(RunId.of(id.text())).isEqualTo(id);
        assertThat(id.donorId()).isEqualTo(donorId);
        assertThat(RunId.change("4f", 1).donorId()).isEmpty();
    }

    @Test
    void runs_of_a_kind_that_there_may_be_several_of_are_told_apart() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RunId("4f", Kind.CHANGE, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new RunId("4f", Kind.CANCELLATION, "1"));
    }
}
