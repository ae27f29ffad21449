package org.savealife.donor.bounce;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.LocalSns;
import org.savealife.platform.RandomId;

/** From an event of Amazon SES to the next run, which skips the donor. */
class MailFeedbackIT extends FeedbackIT {

    private static final String SAID = "550 5.1.1 <%s>: User unknown";

    @Test
    void who_has_bounced_for_good_is_put_aside_and_skipped_by_the_next_run() {
        var donor = signUp();

        post(SNS.notification("2", bounce("Permanent"))).statusCode(204);

        stored(donor).body("suppression", equalTo("bounced: 550 5.1.1 ... User unknown"));
        assertThat(audited(donor)).containsExactly("mail donor.suppress");
        var donation = savealife.announce(city);
        savealife
                .awaitRunEnded(donation)
                .body("counts.sent", equalTo(0), "counts.skipped", equalTo(1))
                .body("skipped_by_reason.address_suppressed", equalTo(1));
        assertThat(MAILBOX.mails()).noneMatch(mail -> mail.recipients().contains(address));
    }

    @Test
    void the_same_event_twice_changes_nothing_more_and_staff_can_lift_it() {
        var donor = signUp();
        var event = SNS.notification("1", bounce("Permanent"));

        post(event).statusCode(204);
        post(event).statusCode(204);

        stored(donor).body("suppression", equalTo("bounced: 550 5.1.1 ... User unknown"));
        assertThat(audited(donor)).containsExactly("mail donor.suppress");
        savealife
                .asStaff()
                .post("api/donor/{id}/unsuppress", donor)
                .then()
                .statusCode(200)
                .body("suppression", nullValue());
    }

    @Test
    void who_complains_is_put_aside_in_whatever_case_the_address_is_written() {
        var donor = signUp();

        post(SNS.notification("1", """
                {"eventType": "Complaint", "mail": {"messageId": "1", "destination": ["%s"]},
                 "complaint": {"complaintFeedbackType": "abuse"}}""".formatted(address.toUpperCase(Locale.ROOT))))
                .statusCode(204);

        stored(donor).body("suppression", equalTo("complained"));
    }

    @Test
    void a_mailbox_that_is_full_for_now_changes_nothing() {
        var donor = signUp();

        post(SNS.notification("2", bounce("Transient"))).statusCode(204);

        stored(donor).body("suppression", nullValue());
        assertThat(audited(donor)).isEmpty();
    }

    @Test
    void an_event_about_nobody_whom_we_know_is_taken() {
        post(SNS.notification("2", bounce("Permanent"))).statusCode(204);
    }

    @Test
    void an_event_that_sns_did_not_sign_is_refused_and_changes_nothing() {
        var donor = signUp();
        var forged = new HashMap<>(SNS.notification("2", bounce("Transient")));
        forged.put("Message", bounce("Permanent"));

        post(forged)
                .statusCode(403)
                .body("detail", equalTo("This is no message of our topic. Its signature is not one of Amazon SNS."));

        stored(donor).body("suppression", nullValue());
    }

    @Test
    void an_event_of_another_topic_is_refused_and_changes_nothing() {
        var donor = signUp();
        var other = new HashMap<>(SNS.notification("2", bounce("Permanent")));
        other.put("TopicArn", LocalSns.TOPIC + "2");

        post(SNS.signed("2", other)).statusCode(403).body("detail", containsString("of another topic"));

        stored(donor).body("suppression", nullValue());
    }

    @Test
    void what_is_no_message_of_sns_is_refused() {
        for (var body : List.of("", "x", "{}", bounce("Permanent"))) {
            sns().body(body).post("api/mail/events").then().statusCode(403);
        }
        sns().body("x".repeat(70_000)).post("api/mail/events").then().statusCode(413);
        given().contentType("application/xml")
                .body("<x/>")
                .post("api/mail/events")
                .then()
                .statusCode(415);
    }

    @Test
    void the_subscription_is_confirmed() {
        var token = RandomId.next();

        post(SNS.subscription(token)).statusCode(204);

        assertThat(SNS.requests())
                .filteredOn(request -> request.contains(token))
                .hasSize(1);
    }

    @Test
    void sns_is_to_come_again_while_its_own_server_does_not_answer() {
        SNS.setBroken(true);

        post(SNS.subscription(RandomId.next())).statusCode(503).header("Retry-After", equalTo("20"));
    }

    private ValidatableResponse post(Map<String, String> event) {
        return sns().header("x-amz-sns-message-type", "Notification")
                .header("Sec-Fetch-Site", "cross-site")
                .body(LocalSns.json(event))
                .post("api/mail/events")
                .then();
    }

    private static RequestSpecification sns() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(
                                EncoderConfig.encoderConfig().encodeContentTypeAs("text/plain", ContentType.TEXT)))
                .contentType("text/plain; charset=UTF-8");
    }

    private String bounce(String type) {
        var said = SAID.formatted(address);
        return """
                {"eventType": "Bounce", "mail": {"messageId": "1", "destination": ["%s"]},
                 "bounce": {"bounceType": "%s", "bouncedRecipients": [
                   {"emailAddress": "%s", "diagnosticCode": "smtp; %s"}]}}""".formatted(address, type, address, said);
    }
}
