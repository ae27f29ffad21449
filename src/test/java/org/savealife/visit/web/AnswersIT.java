package org.savealife.visit.web;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.savealife.dev.ReceivedMail;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** What tests of answers begin with: a donor, a donation with or without slots, and the donor's link. */
abstract class AnswersIT extends SavealifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A city that no other test uses. */
    final String city = "Haarlem " + RandomId.next();

    /** Half an hour, two slots, which begin at 12:00 and 12:15 UTC. */
    String announceWithSlots(int seats) {
        return announce(Map.of("ends_at", "2031-04-06T12:30:00Z", "slot_minutes", 15, "seats_per_slot", seats));
    }

    String announce(Map<String, Object> more) {
        var body = new HashMap<String, Object>(
                Map.of("city", city, "address", "Main street", "datetime", "2031-04-06T12:00:00Z", "again", true));
        body.putAll(more);
        return staff().body(body)
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** @return the donor's id */
    String signUp(String name, String address) {
        return staff().body(Map.of("first_name", name, "email", address, "city", city))
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    String signUp(String name) {
        return signUp(name, address());
    }

    static String address() {
        return RandomId.next() + "@example.org";
    }

    static String token(String donation, String donor) {
        return TestTokens.of(DYNAMO_DB, donation, donor);
    }

    static String secret() {
        return TestTokens.secret(DYNAMO_DB);
    }

    static ReceivedMail mailTo(String address) {
        return await().atMost(PATIENCE)
                .until(
                        () -> MAILBOX.mails().stream()
                                .filter(mail -> mail.recipients().contains(address))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    static RequestSpecification anybody() {
        return given().redirects().follow(false);
    }

    static RequestSpecification staff() {
        return as(STAFF);
    }

    static RequestSpecification as(String name) {
        return given().auth().preemptive().basic(name, STAFF).contentType(ContentType.JSON);
    }
}
