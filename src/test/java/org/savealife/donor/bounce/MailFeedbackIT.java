package org.savealife.donor.bounce;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.LocalSns;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** From a bounce or a complaint to the next run, which skips the donor. */
class MailFeedbackIT extends SavealifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SAID = "550 5.1.1 <%s>: User unknown";

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    private final String address = RandomId.next() + "@example.org";

    @Test
    void who_has_bounced_for_good_is_put_aside_and_skipped_by_the_next_run() {
        var donor = signUp();

        post(SNS.notification("2", bounce("Permanent"))).statusCode(204);

        stored(donor).body("suppression", equalTo("bounced: 550 5.1.1 ... User unknown"));
        assertThat(audited(donor)).containsExactly("mail donor.suppress");
        var donation = announce();
        awaitFinished(donation)
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
        staff().post("api/donor/{id}/unsuppress", donor).then().statusCode(200).body("suppression", nullValue());
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

    @Test
    void a_mail_that_comes_back_to_a_donors_own_return_path_puts_that_donor_aside() {
        var donor = signUp();
        var path = returnPath();
        assertThat(path).matches("bounces\\+[0-9a-v]{42}@savealife\\.example");

        bounce(mail("postfix", path)).statusCode(202);

        stored(donor)
                .body(
                        "suppression",
                        equalTo("bounced: 550 5.1.1 ... Recipient address rejected: User unknown in"
                                + " virtual mailbox table"));
        assertThat(audited(donor)).containsExactly("mail donor.suppress");
    }

    @Test
    void the_mail_server_may_say_to_which_return_path_it_came() {
        var donor = signUp();

        staff().contentType("message/rfc822")
                .queryParam("recipient", returnPath().toUpperCase(Locale.ROOT))
                .body(mail("exim", "elsewhere@example.org"))
                .post("api/mail/bounce")
                .then()
                .statusCode(202);

        stored(donor).body("suppression", equalTo("bounced: 5.0.0"));
    }

    @Test
    void a_complaint_about_a_mail_puts_its_donor_aside() {
        var donor = signUp();

        bounce(mail("abuse", returnPath())).statusCode(202);

        stored(donor).body("suppression", equalTo("complained"));
    }

    @Test
    void what_else_comes_back_is_taken_and_changes_nothing() {
        var donor = signUp();
        var path = returnPath();

        for (var name : List.of("delayed", "given-up", "policy", "auto-reply", "delivered", "not-spam")) {
            bounce(mail(name, path)).statusCode(202);
        }
        bounce("no mail at all".getBytes(StandardCharsets.UTF_8)).statusCode(202);

        stored(donor).body("suppression", nullValue());
    }

    @Test
    void a_mail_to_a_return_path_that_nobody_understands_is_counted_and_one_to_nobody_is_not() {
        var donor = signUp();
        var path = returnPath();
        var letter = "To: %s\r\nFrom: zoe@example.org\r\nSubject: Thank you\r\n\r\nGladly.\r\n";
        var before = notUnderstood();

        bounce(letter.formatted("bounces@savealife.example").getBytes(StandardCharsets.UTF_8))
                .statusCode(202);
        assertThat(notUnderstood()).isEqualTo(before);
        bounce(letter.formatted(path).getBytes(StandardCharsets.UTF_8)).statusCode(202);

        assertThat(notUnderstood()).isEqualTo(before + 1);
        stored(donor).body("suppression", nullValue());
    }

    @Test
    void words_alone_are_not_enough_on_one_day() {
        var donor = signUp();
        var path = returnPath();

        bounce(mail("42-hmailserver", path)).statusCode(202);
        bounce(mail("42-hmailserver", path)).statusCode(202);
        stored(donor).body("suppression", nullValue());

        bounce(mail("40-qmail", path)).statusCode(202);
        stored(donor).body("suppression", equalTo("bounced: Remote host said: 550 5.1.1 User unknown"));
    }

    private static double notUnderstood() {
        return given().get("metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("savealife_mail_returned_total") && line.contains("not_understood"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void a_return_path_that_is_made_up_or_was_for_another_address_is_nobodys() {
        var donor = signUp();
        var path = returnPath();

        bounce(mail("postfix", path.replaceFirst(".@", "x@"))).statusCode(202);
        staff().body(Map.of("first_name", "Zoë", "email", "new." + address, "city", city))
                .put("api/donor/{id}", donor)
                .then()
                .statusCode(200);
        bounce(mail("postfix", path)).statusCode(202);

        stored(donor).body("suppression", nullValue());
    }

    @Test
    void a_mail_of_up_to_a_mebibyte_is_taken_from_staff_only() {
        var donor = signUp();
        var mail = new String(mail("postfix", returnPath()), StandardCharsets.UTF_8);
        var large = mail.replace("Subject: Blood", "X: " + "x".repeat(900_000) + "\r\nSubject: Blood");

        given().contentType("message/rfc822")
                .body(large.getBytes(StandardCharsets.UTF_8))
                .post("api/mail/bounce")
                .then()
                .statusCode(401);
        given().auth()
                .preemptive()
                .basic(addStaffMember("viewer"), STAFF)
                .contentType("message/rfc822")
                .body(large.getBytes(StandardCharsets.UTF_8))
                .post("api/mail/bounce")
                .then()
                .statusCode(403);
        bounce(new byte[1024 * 1024 + 1]).statusCode(413).body("detail", containsString("1048576"));
        stored(donor).body("suppression", nullValue());

        bounce(large.getBytes(StandardCharsets.UTF_8)).statusCode(202);
        stored(donor).body("suppression", containsString("bounced"));
    }

    private static ValidatableResponse bounce(byte[] mail) {
        return given().auth()
                .preemptive()
                .basic(STAFF, STAFF)
                .contentType("message/rfc822")
                .body(mail)
                .post("api/mail/bounce")
                .then();
    }

    /** Invites the donor, and returns the address to which that message bounces. */
    private String returnPath() {
        announce();
        return await().atMost(PATIENCE)
                .until(
                        () -> MAILBOX.mails().stream()
                                .filter(mail -> mail.recipients().contains(address))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .sender();
    }

    private static byte[] mail(String name, String returnPath) {
        try (var file = Objects.requireNonNull(
                MailFeedbackIT.class.getResourceAsStream("/org/savealife/mail/feedback/bounces/" + name + ".eml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?i)bounces\\+TOKEN@example\\.org", returnPath)
                    .replaceAll("\r?\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return """
                {"eventType": "Bounce", "mail": {"messageId": "1", "destination": ["%s"]},
                 "bounce": {"bounceType": "%s", "bouncedRecipients": [
                   {"emailAddress": "%s", "diagnosticCode": "smtp; %s"}]}}""".formatted(address, type, address, SAID.formatted(address));
    }

    private String signUp() {
        return staff().body(Map.of("first_name", "Zoë", "email", address, "city", city))
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static ValidatableResponse stored(String donor) {
        return staff().get("api/donor/{id}", donor).then().statusCode(200);
    }

    private String announce() {
        return staff().body(Map.of(
                        "city", city, "address", "Main street", "datetime", "2031-04-06T12:00:00", "again", true))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static ValidatableResponse awaitFinished(String donation) {
        await().atMost(PATIENCE).untilAsserted(() -> run(donation).body("status", equalTo("finished")));
        return run(donation);
    }

    private static ValidatableResponse run(String donation) {
        return staff().get("api/donation/" + donation + "/invitations").then().statusCode(200);
    }

    /** The automatic actions on the donor, in order. */
    private static List<String> audited(String donor) {
        return entries("AUDIT").stream()
                .flatMap(day -> entries("AUDIT#" + day.sortKey()).stream())
                .filter(entry -> entry.text("subject").equals(donor)
                        && entry.text("caller").equals("mail"))
                .map(entry -> entry.text("caller") + " " + entry.text("action"))
                .toList();
    }

    private static List<Item> entries(String partition) {
        return DYNAMO_DB
                .queryPaginator(query -> query.tableName("savealife-invitations")
                        .keyConditionExpression("PK = :partition")
                        .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from)
                .toList();
    }

    private static RequestSpecification staff() {
        return given().auth().preemptive().basic(STAFF, STAFF).contentType(ContentType.JSON);
    }
}
