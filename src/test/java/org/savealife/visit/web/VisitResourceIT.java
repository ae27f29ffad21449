package org.savealife.visit.web;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donor.unsubscribe.UnsubscribeTokens;
import org.savealife.platform.RandomId;

/** Answers over HTTP, of donors by their links and of staff. */
class VisitResourceIT extends AnswersIT {

    private static final String TWELVE = "2031-04-06T12:00:00Z";
    private static final String QUARTER_PAST = "2031-04-06T12:15:00Z";

    @Test
    void a_donor_reads_the_invitation_and_answers_it() {
        var token = token(announceWithSlots(1), signUp("Zoë"));

        invitation(token)
                .statusCode(200)
                .body("donation.address", equalTo("Main street"), "donation.status", equalTo("open"))
                .body("slots.free", equalTo(List.of(1, 1)))
                .body("answer", equalTo(null));
        answer(token, Map.of("answer", "yes", "slot", TWELVE))
                .statusCode(200)
                .body("answer.state", equalTo("booked"), "slots.free", equalTo(List.of(0, 1)));
        answer(token, Map.of("answer", "yes", "slot", TWELVE)).statusCode(200);
        answer(token, Map.of("answer", "no", "reason", "away"))
                .statusCode(200)
                .body("answer.state", equalTo("no"), "answer.reason", equalTo("away"));
        invitation(token).body("slots.free", equalTo(List.of(1, 1)));
    }

    @Test
    void who_is_too_late_gets_the_nearest_free_slots() {
        var donation = announceWithSlots(1);
        answer(token(donation, signUp("Anna")), Map.of("answer", "yes", "slot", TWELVE))
                .statusCode(200);

        answer(token(donation, signUp("Bert")), Map.of("answer", "yes", "slot", TWELVE))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("nearest", hasSize(1), "nearest.free", equalTo(List.of(1)));
    }

    @Test
    void without_slots_a_yes_needs_no_time_and_a_limit_holds() {
        var open = token(announce(Map.of()), signUp("Zoë"));
        invitation(open).body("slots", hasSize(1), "slots[0].free", equalTo(null));
        answer(open, Map.of("answer", "yes")).statusCode(200).body("answer.state", equalTo("booked"));

        var limited = announce(Map.of("seats", 1));
        answer(token(limited, signUp("Anna")), Map.of("answer", "yes")).statusCode(200);
        answer(token(limited, signUp("Bert")), Map.of("answer", "yes"))
                .statusCode(409)
                .body("nearest", hasSize(0));
        answer(token(limited, signUp("Cees")), Map.of("answer", "wait"))
                .statusCode(200)
                .body("answer.state", equalTo("waiting"));
    }

    @Test
    void what_is_no_answer_is_refused_with_its_field() {
        var token = token(announceWithSlots(1), signUp("Zoë"));

        answer(token, Map.of()).statusCode(400).body("errors.field", equalTo(List.of("answer")));
        answer(token, Map.of("answer", "yes")).statusCode(400).body("errors.field", equalTo(List.of("slot")));
        answer(token, Map.of("answer", "no", "reason", "tired")).statusCode(400);
        answer(token, Map.of("answer", "yes", "slot", "2031-04-06T12:05:00Z")).statusCode(409);
    }

    @Test
    void a_token_of_another_purpose_of_the_past_or_of_a_deleted_donor_reads_and_answers_nothing() {
        var donor = signUp("Zoë");
        var yes = Map.of("answer", "yes");
        var past = token(announce(Map.of("datetime", "2020-04-06T12:00:00Z")), donor);
        var coming = token(announce(Map.of()), donor);

        for (var none : List.of("x", UnsubscribeTokens.of(List.of(secret())).token(donor))) {
            invitation(none).statusCode(404);
            answer(none, yes).statusCode(404);
        }
        invitation(past).statusCode(410);
        answer(past, yes).statusCode(410);
        staff().delete("api/donor/{id}", donor).then().statusCode(204);
        invitation(coming).statusCode(410);
        answer(coming, yes).statusCode(410);
    }

    @Test
    void an_invitation_to_a_donation_that_was_called_off_says_so_and_takes_no_answer() {
        var donation = announce(Map.of());
        var token = token(donation, signUp("Zoë"));
        staff().post("api/donation/{id}/cancel", donation).then().statusCode(200);

        invitation(token).statusCode(200).body("donation.status", equalTo("called_off"));
        answer(token, Map.of("answer", "yes")).statusCode(409);
    }

    @Test
    void staff_book_and_give_up_for_a_donor_who_phones_and_see_who_comes() {
        var donation = announceWithSlots(1);
        var anna = signUp("Anna");

        book(staff(), donation, anna, TWELVE).statusCode(201).body("state", equalTo("booked"), "via", equalTo("staff"));
        book(staff(), donation, signUp("Bert"), TWELVE).statusCode(409).body("nearest", hasSize(1));
        book(staff(), donation, RandomId.next(), TWELVE).statusCode(404);
        book(staff(), donation, anna, "noon").statusCode(400);

        list(donation, "booked", TWELVE).body("visits.donor_id", equalTo(List.of(anna)));
        list(donation, "booked", QUARTER_PAST).body("visits", hasSize(0));
        list(donation, "no", TWELVE).body("visits", hasSize(0));
        staff().get("api/donation/{id}/visits?state=perhaps", donation).then().statusCode(400);
        staff().delete("api/donation/{id}/visits/{donor}", donation, anna)
                .then()
                .statusCode(200)
                .body("state", equalTo("gave_up"));
        staff().get("api/donation/{id}/answers", donation)
                .then()
                .statusCode(200)
                .body("booked", equalTo(0), "gave_up", equalTo(1));
        staff().delete("api/donation/{id}/visits/{donor}", donation, signUp("Cees"))
                .then()
                .statusCode(404);
    }

    @Test
    void a_booking_that_is_sent_twice_with_its_key_is_carried_out_once() {
        var donation = announceWithSlots(1);
        var anna = signUp("Anna");
        var key = RandomId.next();

        book(staff().header("Idempotency-Key", key), donation, anna, TWELVE).statusCode(201);
        staff().delete("api/donation/{id}/visits/{donor}", donation, anna)
                .then()
                .statusCode(200);

        book(staff().header("Idempotency-Key", key), donation, anna, TWELVE)
                .statusCode(201)
                .body("state", equalTo("gave_up"));
        book(staff().header("Idempotency-Key", key), donation, anna, QUARTER_PAST)
                .statusCode(422);
    }

    @Test
    void staff_set_the_seats_and_see_how_they_are_taken() {
        var donation = announce(Map.of("seats", 2));
        book(staff(), donation, signUp("Anna"), "").statusCode(201);

        staff().body(Map.of("seats", 10, "show_rate", 0.8))
                .put("api/donation/{id}/slots", donation)
                .then()
                .statusCode(200)
                .body("seats", equalTo(10), "slots.seats", equalTo(List.of(12)), "slots.taken", equalTo(List.of(1)));
        staff().get("api/donation/{id}/slots", donation)
                .then()
                .statusCode(200)
                .body("seats", equalTo(10), "slots.free", equalTo(List.of(11)));
        staff().get("api/donation/{id}", donation).then().body("seats", equalTo(10), "slot_minutes", equalTo(null));
        staff().body(Map.of("seats", -1))
                .put("api/donation/{id}/slots", donation)
                .then()
                .statusCode(400);
        staff().body(Map.of("slot_minutes", 15, "seats_per_slot", 4))
                .put("api/donation/{id}/slots", donation)
                .then()
                .statusCode(not(200));
    }

    @Test
    void a_donation_is_announced_with_slots_that_fit_it() {
        staff().body(Map.of("city", city, "address", "x", "datetime", TWELVE, "slot_minutes", 15, "seats_per_slot", 4))
                .post("api/donation/create")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("slot_minutes")));
    }

    @ParameterizedTest
    @CsvSource({"viewer, 200, 403", "staff, 200, 201", "admin, 200, 201"})
    void who_may_see_the_answers_and_who_may_change_them(String role, int read, int booked) {
        var donation = announceWithSlots(4);
        var donor = signUp("Anna");
        var name = addStaffMember(role);

        for (var call : List.of("visits", "slots", "answers")) {
            as(name).get("api/donation/" + donation + "/" + call).then().statusCode(read);
        }
        book(as(name), donation, donor, TWELVE).statusCode(booked);
        as(name).body(Map.of("slot_minutes", 15, "seats_per_slot", 5))
                .put("api/donation/{id}/slots", donation)
                .then()
                .statusCode(booked == 403 ? 403 : 200);
        as(name).delete("api/donation/{id}/visits/{donor}", donation, donor)
                .then()
                .statusCode(booked == 403 ? 403 : 200);
    }

    @Test
    void who_is_signed_out_sees_and_changes_nothing_of_staff() {
        var donation = announceWithSlots(4);

        for (var call : List.of("visits", "slots", "answers")) {
            anybody().get("api/donation/" + donation + "/" + call).then().statusCode(401);
        }
        book(anybody().contentType(ContentType.JSON), donation, signUp("Anna"), TWELVE)
                .statusCode(401);
        anybody()
                .contentType(ContentType.JSON)
                .body(Map.of("seats", 1))
                .put("api/donation/{id}/slots", donation)
                .then()
                .statusCode(401);
    }

    private static ValidatableResponse invitation(String token) {
        return anybody().get("api/invitation/{token}", token).then();
    }

    private static ValidatableResponse answer(String token, Map<String, String> answer) {
        return anybody()
                .contentType(ContentType.JSON)
                .body(answer)
                .put("api/invitation/{token}/answer", token)
                .then();
    }

    private static ValidatableResponse book(RequestSpecification by, String donation, String donor, String slot) {
        return by.body(Map.of("donor_id", donor, "slot", slot))
                .post("api/donation/{id}/visits", donation)
                .then();
    }

    private static ValidatableResponse list(String donation, String state, String slot) {
        return staff().queryParam("state", state)
                .queryParam("slot", slot)
                .get("api/donation/{id}/visits", donation)
                .then()
                .statusCode(200);
    }
}
