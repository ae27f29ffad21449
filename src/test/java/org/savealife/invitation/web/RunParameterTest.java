package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.invitation.run.RunId;

class RunParameterTest {

    private static final String DONATION = "9011b609e0dd4376bbffab9fd7018ff0";

    @Test
    void each_run_of_many_donors_is_found_by_its_id_and_has_a_page() {
        assertThat(RunParameter.find(DONATION)).contains(RunId.invitations(DONATION));
        assertThat(RunParameter.find(DONATION + ".change.12")).contains(RunId.change(DONATION, 12));
        assertThat(RunParameter.find(DONATION + ".cancel")).contains(RunId.cancellation(DONATION));
        assertThat(RunParameter.find(DONATION + ".reminder.2")).contains(RunId.reminder(DONATION, 2));
        assertThat(RunParameter.address(RunId.invitations(DONATION))).isEqualTo("donation.xhtml?id=" + DONATION);
        assertThat(RunParameter.address(RunId.change(DONATION, 1))).isEqualTo("run.xhtml?id=" + DONATION + ".change.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9011",
                "x.change.1",
                DONATION + ".change.0",
                DONATION + ".change.1\r\nX: y",
                DONATION + ".cancel.1",
                DONATION + ".offer.1@2"
            })
    void anything_else_is_no_run(String text) {
        assertThat(RunParameter.find(text)).isEmpty();
    }
}
