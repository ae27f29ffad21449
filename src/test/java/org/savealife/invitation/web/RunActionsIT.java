package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.SavealifeIT;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.RandomId;

/** What staff do to a run in progress, and what it does to itself. */
class RunActionsIT extends SavealifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A city that no other test uses. */
    private final String city = "Utrecht " + RandomId.next();

    @Test
    void a_paused_run_sends_nothing_more_and_once_resumed_leaves_nobody_out_and_writes_to_nobody_twice() {
        var donors = donors(4_000);
        var donation = savealife.announce(city);
        await().atMost(PATIENCE).until(() -> MAILBOX.count() > 50);

        savealife
                .control(donation, "pause")
                .statusCode(200)
                .body("status", equalTo("paused"), "reason", equalTo("paused_by_staff"));

        awaitLetGo(donation);
        savealife
                .run(donation)
                .body("status", equalTo("paused"), "counts.sent", lessThanOrEqualTo(3_900))
                .body("donors_expected", greaterThan(2_000));
        savealife.control(donation, "pause").statusCode(409).body("detail", containsString("paused"));
        savealife.control(donation, "retry").statusCode(409);
        savealife.control(donation, "resume").statusCode(200).body("status", equalTo("running"));
        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(4_000));
        assertThat(recipients(donors)).hasSize(4_000).doesNotHaveDuplicates();
        savealife.control(donation, "resume").statusCode(409).body("detail", containsString("finished"));
    }

    @Test
    void a_cancelled_run_is_over_for_those_it_has_not_come_to() {
        var donors = donors(4_000);
        var donation = savealife.announce(city);
        await().atMost(PATIENCE).until(() -> MAILBOX.count() > 50);

        savealife
                .control(donation, "cancel")
                .statusCode(200)
                .body("status", equalTo("cancelled"), "finished_at", notNullValue());

        awaitLetGo(donation);
        assertThat(recipients(donors)).hasSizeLessThan(4_000).doesNotHaveDuplicates();
        savealife.control(donation, "resume").statusCode(409);
        savealife.control(donation, "pause").statusCode(409);
        savealife.control(donation, "cancel").statusCode(409);
        var written = new HashSet<>(recipients(donors));
        var left = donors.stream()
                .filter(donor -> !written.contains(donor.email().value()))
                .findFirst()
                .orElseThrow();
        savealife
                .outcome(donation, left.id())
                .body("outcome", equalTo("none"), "reason", equalTo("cancelled_by_staff"));
    }

    @Test
    void calling_a_donation_off_stops_its_run() {
        var donors = donors(3);
        MAILBOX.disconnect();
        var donation = savealife.announce(city);
        savealife.awaitRun(donation, "running");

        savealife.callOff(donation);

        savealife.run(donation).body("status", equalTo("cancelled"), "reason", equalTo("donation_cancelled"));
        savealife.control(donation, "resume").statusCode(409).body("detail", containsString("cancelled"));
        awaitLetGo(donation);
        MAILBOX.reconnect();
        savealife.awaitRunEnded(savealife.announce(city)).body("counts.sent", equalTo(3));
        assertThat(recipients(donors)).as("of the second donation alone").hasSize(3);
        savealife.asStaff().get("api/donation/" + donation).then().body("cancelled", equalTo(true));
        savealife.asStaff().post("api/donation/nobody/cancel").then().statusCode(404);
    }

    @Test
    void failures_are_retried_when_staff_say_so_and_nobody_else_is_written_to_again() {
        var donors = donors(10);
        var refused = donors.subList(2, 5).stream()
                .map(donor -> donor.email().value())
                .toList();
        MAILBOX.reject(refused::contains, 550, "5.7.1 Blocked for now");
        var donation = savealife.announce(city);
        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(7), "counts.failed", equalTo(3));
        MAILBOX.rejectNobody();

        savealife.control(donation, "retry").statusCode(200);

        savealife
                .awaitRunEnded(donation)
                .body("counts.sent", equalTo(10), "counts.failed", equalTo(0))
                .body("failed_by_code", equalTo(Map.of()));
        assertThat(recipients(donors)).hasSize(10).doesNotHaveDuplicates();
        savealife.outcome(donation, donors.get(2).id()).body("outcome", equalTo("sent"));
        savealife.control(donation, "retry").statusCode(409).body("detail", containsString("0"));
    }

    @Test
    void a_run_pauses_by_itself_when_the_relay_refuses_everybody() {
        var donors = donors(300);
        MAILBOX.reject(address -> true, 554, "5.7.1 Relay access denied");
        var donation = savealife.announce(city);

        savealife
                .awaitRun(donation, "paused")
                .body("reason", containsString("of the last 50 invitations failed"))
                .body("reason", containsString("554 5.7.1 Relay access denied"));
        MAILBOX.rejectNobody();
        savealife.control(donation, "resume").statusCode(200);
        savealife.awaitRunEnded(donation);
        savealife.control(donation, "retry").statusCode(200);

        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(300), "counts.failed", equalTo(0));
        assertThat(recipients(donors)).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void a_donor_whom_the_relay_puts_off_holds_up_nobody_and_gets_their_mail_later() {
        var donors = donors(5);
        var greylisted = donors.get(1);
        MAILBOX.reject(greylisted.email().value()::equals, 450, "4.2.0 Greylisted, try again later");
        var donation = savealife.announce(city);
        await().atMost(PATIENCE)
                .untilAsserted(() -> savealife
                        .outcome(donation, greylisted.id())
                        .body("outcome", equalTo("deferred"), "reason", containsString("Greylisted")));
        savealife.run(donation).body("status", equalTo("running"), "counts.deferred", equalTo(1));

        MAILBOX.rejectNobody();

        savealife
                .awaitRunEnded(donation)
                .body("counts.sent", equalTo(5), "counts.failed", equalTo(0), "counts.deferred", equalTo(0));
        assertThat(recipients(donors)).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void a_run_that_nobody_has_opened_cannot_be_steered() {
        for (var call : List.of("pause", "resume", "cancel", "retry")) {
            savealife.control("nobody", call).statusCode(404);
        }
    }

    /** Waits until nothing more can be sent. */
    private static void awaitLetGo(String donation) {
        await().atMost(PATIENCE).until(() -> StoredRuns.isLetGo(DYNAMO_DB, "savealife-invitations", donation));
    }

    private List<Donor> donors(int count) {
        return StoredDonors.add(DYNAMO_DB, "savealife", city, count);
    }

    private static List<String> recipients(List<Donor> donors) {
        var wanted = new HashSet<>(
                donors.stream().map(donor -> donor.email().value()).toList());
        return MAILBOX.mails().stream()
                .flatMap(mail -> mail.recipients().stream())
                .filter(wanted::contains)
                .toList();
    }
}
