package org.savealife.visit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.unsubscribe.UnsubscribeTokens;

/** How a donor answers by the link in the mail, without a script. */
class AnswerPageIT extends AnswersIT {

    private static final String TWELVE = "2031-04-06T12:00:00Z";
    private static final String QUARTER_PAST = "2031-04-06T12:15:00Z";

    @Test
    void the_invitation_has_a_link_to_each_of_the_next_times_and_one_to_all_of_them() {
        var address = address();
        var donor = signUp("Zoë", address);
        var donation = announceWithSlots(4);

        var mail = mailTo(address);

        var link = mail.text()
                .lines()
                .filter(line -> line.endsWith("/r/" + token(donation, donor)))
                .findFirst()
                .orElseThrow();
        assertThat(mail.text()).contains(link + "?at=" + TWELVE, link + "?at=" + QUARTER_PAST);
        assertThat(mail.html()).contains("href=\"" + link + "?at=" + QUARTER_PAST + "\"", "href=\"" + link + "\"");
        page(anybody().get(URI.create(link).getPath().substring(1))).statusCode(200);
    }

    @Test
    void opening_the_link_changes_nothing_and_one_button_books() {
        var donor = signUp("Zoë");
        var donation = announceWithSlots(4);
        var link = "r/" + token(donation, donor);

        page(anybody().get(link + "?at=" + TWELVE)).statusCode(200).body(containsString("Can you come?"));
        anybody().head(link).then().statusCode(200);
        answers(donation).body("booked", equalTo(0));

        anybody()
                .formParam("answer", "yes")
                .formParam("slot", QUARTER_PAST)
                .post(link)
                .then()
                .statusCode(303)
                .header("Location", "?")
                .header("Referrer-Policy", "no-referrer")
                .header("Set-Cookie", equalTo(null));

        page(anybody().get(link)).statusCode(200).body(containsString("You are coming"), containsString("14:15"));
        answers(donation).body("booked", equalTo(1));
    }

    @Test
    void a_donor_moves_gives_up_and_says_no_with_a_button_each() {
        var donor = signUp("Zoë");
        var donation = announceWithSlots(1);
        var link = "r/" + token(donation, donor);

        answer(link, Map.of("answer", "yes", "slot", TWELVE));
        answer(link, Map.of("answer", "yes", "slot", QUARTER_PAST));
        visits(donation)
                .body("visits.state", equalTo(List.of("booked")))
                .body("visits[0].slot", containsString(":15:00"));
        answer(link, Map.of("answer", "give_up"));
        page(anybody().get(link)).body(containsString("You are not coming"), containsString("value=\"yes\""));
        answer(link, Map.of("answer", "no", "reason", "ill"));
        visits(donation).body("visits.state", equalTo(List.of("no")), "visits.reason", equalTo(List.of("ill")));
    }

    @Test
    void who_comes_too_late_is_told_so_with_what_is_free_and_can_wait_when_nothing_is() {
        var donation = announceWithSlots(1);
        var first = "r/" + token(donation, signUp("Anna"));
        var second = "r/" + token(donation, signUp("Bert"));
        var third = "r/" + token(donation, signUp("Cees"));
        answer(first, Map.of("answer", "yes", "slot", TWELVE));

        page(anybody().formParam("answer", "yes").formParam("slot", TWELVE).post(second))
                .statusCode(409)
                .body(containsString("role=\"alert\""), containsString("value=\"" + QUARTER_PAST + "\""));
        answer(second, Map.of("answer", "yes", "slot", QUARTER_PAST));
        page(anybody()
                        .formParam("answer", "yes")
                        .formParam("slot", QUARTER_PAST)
                        .post(third))
                .statusCode(409)
                .body(containsString("All seats are taken"), containsString("value=\"wait\""));
        answer(third, Map.of("answer", "wait"));

        page(anybody().get(third)).body(containsString("You are on the waiting list"));
        answers(donation).body("booked", equalTo(2), "waiting", equalTo(1));
    }

    @Test
    void a_forwarded_mail_shows_a_letter_of_the_donor_and_where_to_sign_up() {
        var donation = announce(Map.of());

        page(anybody().get("r/" + token(donation, signUp("Zoë"))))
                .body(containsString("for Z…"), containsString("#signup"), not(containsString("Zoë")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "none-of-ours", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void a_link_that_is_not_ours_leads_nowhere(String token) {
        page(anybody().get("r/" + token)).statusCode(404).body(containsString("This link does not work"));
        page(anybody().formParam("answer", "yes").post("r/" + token)).statusCode(404);
    }

    @Test
    void a_token_of_another_purpose_is_not_a_link() {
        var donor = signUp("Zoë");
        var unsubscribe = UnsubscribeTokens.of(List.of(secret())).token(donor);

        page(anybody().get("unsubscribe/" + unsubscribe)).statusCode(200);
        page(anybody().get("r/" + unsubscribe)).statusCode(404);
        page(anybody().get("unsubscribe/" + token(announce(Map.of()), donor))).statusCode(404);
    }

    @Test
    void a_link_answers_for_its_donor_alone() {
        var donation = announceWithSlots(4);
        var anna = signUp("Anna");
        signUp("Bert");

        answer("r/" + token(donation, anna), Map.of("answer", "yes", "slot", TWELVE));

        visits(donation).body("visits.donor_id", equalTo(List.of(anna)));
    }

    @Test
    void a_link_ends_with_its_donation_and_with_its_donor() {
        var donor = signUp("Zoë");
        var past = announce(Map.of("datetime", "2020-04-06T12:00:00Z"));
        var coming = announceWithSlots(4);
        var cancelled = announceWithSlots(4);
        staff().post("api/donation/{id}/cancel", cancelled).then().statusCode(200);

        page(anybody().get("r/" + token(past, donor))).statusCode(410).body(containsString("This donation is over"));
        page(anybody().get("r/" + token(cancelled, donor)))
                .statusCode(410)
                .body(containsString("This donation does not take place"), containsString("Main street"));
        page(anybody().formParam("answer", "yes").formParam("slot", TWELVE).post("r/" + token(cancelled, donor)))
                .statusCode(410);
        var link = "r/" + token(coming, donor);
        page(anybody().get(link)).statusCode(200);
        staff().delete("api/donor/{id}", donor).then().statusCode(204);
        page(anybody().get(link)).statusCode(410).body(containsString("no longer valid"));
    }

    @Test
    void other_methods_and_other_fields_are_refused_on_a_page() {
        var link = "r/" + token(announceWithSlots(4), signUp("Zoë"));

        page(anybody().put(link)).statusCode(405).header("Allow", "GET, HEAD, POST");
        page(anybody().post(link)).statusCode(400).body(containsString("Can you come?"));
        page(anybody().formParam("answer", "yes").formParam("slot", "noon").post(link))
                .statusCode(400);
    }

    private static void answer(String link, Map<String, String> fields) {
        anybody().formParams(fields).post(link).then().statusCode(303);
    }

    private static ValidatableResponse answers(String donation) {
        return staff().get("api/donation/{id}/answers", donation).then().statusCode(200);
    }

    private static ValidatableResponse visits(String donation) {
        return staff().get("api/donation/{id}/visits", donation).then().statusCode(200);
    }

    /** Every answer is a page that may not be stored, framed or indexed, and starts no session. */
    private static ValidatableResponse page(Response response) {
        return response.then()
                .contentType("text/html;charset=UTF-8")
                .header("Set-Cookie", equalTo(null))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", containsString("default-src 'none'"));
    }
}
