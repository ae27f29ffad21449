package org.savealife.invitation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.savealife.donor.DonorBuilder.aDonor;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.donor.StoredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.Mailbox;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.TestTables;

/** What becomes of an announcement when the process is killed. Has a database, a mailbox and a process of its own. */
class CrashIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Sorts behind all others. */
    private static final String LAST_ID = "f".repeat(32);

    private static final int LATECOMERS = 1_200;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private final Mailbox mailbox = Mailbox.start(Mailbox.ANY_PORT, Mailbox.ANY_PORT);

    @AfterEach
    void close() {
        mailbox.close();
        database.close();
    }

    @Test
    void a_kill_between_the_answer_and_the_mail_costs_nobody_their_mail_whatever_the_run_had_come_to() {
        var haarlem = aDonor().withId(LAST_ID).from("Haarlem").build();
        String answered;
        String sending;
        try (var killed = start();
                var dynamoDb = TestTables.client(database.endpoint())) {
            StoredDonors.add(dynamoDb, "savealife", List.of(haarlem));
            signUp(killed.baseUri(), "Amsterdam");
            mailbox.disconnect();
            sending = announce(killed.baseUri(), "Haarlem");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> staff(killed.baseUri())
                            .get("api/donation/" + sending + "/invitations/" + LAST_ID)
                            .then()
                            .body("outcome", equalTo("sending")));
            answered = announce(killed.baseUri(), "Amsterdam");
            killed.kill();
            // Their keys lie on the page that was being sent, and they are more than fit on one
            StoredDonors.add(dynamoDb, "savealife", "Haarlem", LATECOMERS);
        }
        mailbox.reconnect();

        try (var restarted = start()) {
            awaitFinished(restarted.baseUri(), sending, LATECOMERS + 1);
            awaitFinished(restarted.baseUri(), answered, 1);

            assertThat(mailbox.mails().stream().flatMap(mail -> mail.recipients().stream()))
                    .hasSize(LATECOMERS + 2)
                    .doesNotHaveDuplicates()
                    .contains(haarlem.email().value(), "Amsterdam@example.org");
        }
    }

    private ApplicationProcess start() {
        var properties = new HashMap<>(SavealifeIT.surroundings());
        properties.put("savealife.dynamodb.endpoint", database.endpoint().toString());
        properties.put("savealife.mail.smtp.port", Integer.toString(mailbox.smtpPort()));
        return ApplicationProcess.start("crash", properties).awaitReady();
    }

    private static void signUp(URI application, String city) {
        given().baseUri(application.toString())
                .contentType(ContentType.JSON)
                .body(Map.of("first_name", "ivica", "email", city + "@example.org", "type", "0+", "city", city))
                .post("api/donor/signup")
                .then()
                .statusCode(202);
    }

    private static String announce(URI application, String city) {
        return staff(application)
                .body(Map.of("city", city, "address", "Main street", "datetime", "2031-04-06T12:00:00"))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void awaitFinished(URI application, String donation, int sent) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> staff(application)
                        .get("api/donation/" + donation + "/invitations")
                        .then()
                        .body("status", equalTo("finished"), "counts.sent", equalTo(sent)));
    }

    private static RequestSpecification staff(URI application) {
        return given().baseUri(application.toString())
                .auth()
                .preemptive()
                .basic(SavealifeIT.STAFF, SavealifeIT.STAFF)
                .contentType(ContentType.JSON);
    }
}
