package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.mail.SendingQuota;

class RunProgressTest {

    private static final Instant OPENED = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void a_run_that_is_going_tells_who_waits_how_quickly_and_how_long_still() {
        var run = run(
                InvitationRun.Status.RUNNING,
                new Counts(800, Map.of("550", 5L), Map.of("unsubscribed", 63L), 2),
                1_243);

        var figures = new RunProgress(run, OPENED.plusSeconds(80));

        assertThat(figures.donors()).contains(1_243L);
        assertThat(figures.toInvite()).isEqualTo(1_180);
        assertThat(figures.waiting()).isEqualTo(373);
        assertThat(figures.pace()).hasValueSatisfying(pace -> assertThat(pace).isBetween(10.8, 10.9));
        assertThat(figures.left())
                .hasValueSatisfying(left -> assertThat(left.toSeconds()).isBetween(34L, 35L));
        assertThat(figures.percent(800)).isBetween(64.0, 65.0);
    }

    @Test
    void a_run_that_nobody_has_begun_tells_nothing() {
        var figures = new RunProgress(
                run(InvitationRun.Status.RUNNING, Counts.NONE, InvitationRun.Plan.NOT_KNOWN), OPENED.plusSeconds(1));

        assertThat(figures.donors()).isEmpty();
        assertThat(figures.waiting()).isZero();
        assertThat(figures.toInvite()).isZero();
        assertThat(figures.percent(0)).isZero();
        assertThat(figures.pace()).isEmpty();
    }

    @Test
    void a_finished_run_counts_those_it_met_whatever_was_expected() {
        var run = run(InvitationRun.Status.FINISHED, new Counts(1_000, Map.of(), Map.of(), 0), 1_100);

        var figures = new RunProgress(run, OPENED.plus(Duration.ofDays(1)));

        assertThat(figures.donors()).contains(1_000L);
        assertThat(figures.waiting()).isZero();
        assertThat(figures.took()).contains(Duration.ofSeconds(100));
        assertThat(figures.pace()).contains(10.0);
    }

    @Test
    void a_paused_run_has_no_pace_but_its_donors_wait() {
        var figures = new RunProgress(
                run(InvitationRun.Status.PAUSED, new Counts(400, Map.of(), Map.of(), 0), 900), OPENED.plusSeconds(60));

        assertThat(figures.pace()).isEmpty();
        assertThat(figures.left()).isEmpty();
        assertThat(figures.waiting()).isEqualTo(500);
    }

    @Test
    void what_was_estimated_is_told_as_such_until_everybody_has_been_seen() {
        var some = new Counts(400, Map.of(), Map.of(), 0);

        assertThat(figures(InvitationRun.Status.RUNNING, some, 900, true).estimated())
                .isTrue();
        assertThat(figures(InvitationRun.Status.CANCELLED, some, 900, true).estimated())
                .isTrue();
        assertThat(figures(InvitationRun.Status.RUNNING, some, 900, false).estimated())
                .isFalse();
        assertThat(figures(InvitationRun.Status.FINISHED, some, 900, true).estimated())
                .isFalse();
        assertThat(figures(InvitationRun.Status.RUNNING, some, 390, true).estimated())
                .isFalse();
        assertThat(figures(InvitationRun.Status.RUNNING, Counts.NONE, InvitationRun.Plan.NOT_KNOWN, true)
                        .estimated())
                .isFalse();
    }

    private static RunProgress figures(InvitationRun.Status status, Counts counts, long expected, boolean estimated) {
        return new RunProgress(run(status, counts, expected, estimated), OPENED);
    }

    private static InvitationRun run(InvitationRun.Status status, Counts counts, long expected) {
        return run(status, counts, expected, false);
    }

    private static InvitationRun run(InvitationRun.Status status, Counts counts, long expected, boolean estimated) {
        return new InvitationRun(
                "1",
                status,
                "",
                counts,
                new InvitationRun.Plan(expected, estimated, SendingQuota.UNKNOWN, OPENED, 0),
                OPENED,
                OPENED.plusSeconds(100),
                0);
    }
}
