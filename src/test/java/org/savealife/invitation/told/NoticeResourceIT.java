package org.savealife.invitation.told;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** Who has been told of a change, and who was not reached, by the API. */
class NoticeResourceIT extends SavealifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A city that no other test uses. */
    private final String city = "Breda " + RandomId.next();

    @AfterEach
    void accept() {
        MAILBOX.rejectNobody();
    }

    @Test
    void the_run_of_a_change_is_told_with_its_counts_and_whom_it_did_not_reach() {
        var donors = StoredDonors.add(DYNAMO_DB, "savealife", city, 3);
        var donation = savealife.announce(city);
        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(3));
        var full = donors.get(1);
        MAILBOX.reject(full.email().value()::equals, 552, "5.2.2 Mailbox full");

        move(donation);

        var run = donation + ".change.1";
        awaitFinished(donation)
                .body("notices[0].run.id", equalTo(run), "notices[0].run.not_reached", equalTo(1))
                .body("notices[0].run.counts.sent", equalTo(2), "notices[0].run.counts.failed", equalTo(1))
                .body("notices[0].run.finished_at", notNullValue(), "reminders", empty());
        notReached(STAFF, donation, run)
                .statusCode(200)
                .body("donors.donor_id", contains(full.id()), "more", nullValue())
                .body("donors[0].email", equalTo(full.email().value()), "donors[0].outcome", equalTo("failed"))
                .body("donors[0].reason", containsString("Mailbox full"), "donors[0].state", nullValue());
    }

    @Test
    void who_is_booked_comes_first_with_the_time() {
        var donors = StoredDonors.add(DYNAMO_DB, "savealife", city, 2);
        var donation = savealife.announce(city);
        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(2));
        book(donation, donors.get(1));
        MAILBOX.reject(address -> true, 550, "5.1.1 No such user");

        savealife.callOff(donation);

        await().atMost(PATIENCE)
                .untilAsserted(() -> notReached(STAFF, donation, donation + ".cancel")
                        .statusCode(200)
                        .body("donors", hasSize(2))
                        .body("donors[0].donor_id", equalTo(donors.get(1).id()), "donors[0].state", equalTo("booked")));
    }

    @Test
    void viewers_may_read_it_and_nobody_else_and_only_of_runs_that_there_are() {
        var donation = savealife.announce(city);
        var other = savealife.announce(city + " Noord");
        move(other);
        awaitFinished(other);
        var viewer = addStaffMember("viewer");

        notReached(viewer, other, other + ".change.1").statusCode(200).body("donors", equalTo(List.of()));
        savealife
                .asAnybody()
                .get("api/donation/" + other + "/notices/" + other + ".change.1/not-reached")
                .then()
                .statusCode(401);
        for (var run : List.of(donation + ".change.1", other + ".change.1", donation, "x.cancel")) {
            notReached(viewer, donation, run).statusCode(404);
        }
    }

    private void move(String donation) {
        savealife
                .asStaff()
                .contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(Map.of("address", "Town hall", "notify", "all"))
                .put("api/donation/" + donation)
                .then()
                .statusCode(200);
    }

    private void book(String donation, Donor donor) {
        savealife
                .asStaff()
                .contentType(ContentType.JSON)
                .body(Map.of("donor_id", donor.id()))
                .post("api/donation/" + donation + "/visits")
                .then()
                .statusCode(201);
    }

    private ValidatableResponse awaitFinished(String donation) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> notices(donation).body("notices[0].run.status", equalTo("finished")));
        return notices(donation);
    }

    private ValidatableResponse notices(String donation) {
        return savealife
                .asStaff()
                .get("api/donation/" + donation + "/notices")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse notReached(String name, String donation, String run) {
        return savealife
                .as(name)
                .get("api/donation/" + donation + "/notices/" + run + "/not-reached")
                .then();
    }
}
