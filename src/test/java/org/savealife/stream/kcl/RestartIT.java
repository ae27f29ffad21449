package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.dev.Mailbox;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Savealife;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.web.StreamEvents;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What a restarted process makes of its earlier state, after a kill or a stop. Has its own database, mailbox and
 * process.
 */
class RestartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Sorts behind all others. */
    private static final String LAST_ID = "f".repeat(32);

    private static final int LATECOMERS = 1_200;

    private static EmbeddedDynamoDb database;
    private static DynamoDbClient dynamoDb;
    private static Mailbox mailbox;
    private static ApplicationProcess application;

    @BeforeAll
    static void startAll() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        dynamoDb = TestTables.client(database.endpoint());
        mailbox = Mailbox.start(Mailbox.ANY_PORT, Mailbox.ANY_PORT);
        application = started();
    }

    @AfterAll
    static void stop() {
        application.close();
        mailbox.close();
        dynamoDb.close();
        database.close();
    }

    /** A failed test may have left it dead. */
    @BeforeEach
    void beThere() {
        if (!application.isAlive()) {
            application = started();
        }
    }

    private static ApplicationProcess started() {
        var properties = new HashMap<>(SavealifeIT.surroundings());
        properties.put("savealife.dynamodb.endpoint", database.endpoint().toString());
        properties.put("savealife.mail.smtp.port", Integer.toString(mailbox.smtpPort()));
        return ApplicationProcess.start("restart", properties).awaitReady();
    }

    @Test
    void a_kill_between_the_answer_and_the_mail_costs_nobody_their_mail_whatever_the_run_had_come_to() {
        var haarlem = aDonor().withId(LAST_ID).from("Haarlem").build();
        StoredDonors.add(dynamoDb, "savealife", List.of(haarlem));
        signUp("Amsterdam");
        mailbox.disconnect();
        var sending = savealife().announce("Haarlem");
        await().atMost(PATIENCE)
                .untilAsserted(() -> savealife().outcome(sending, LAST_ID).body("outcome", equalTo("sending")));
        var answered = savealife().announce("Amsterdam");
        application.kill();
        // Their keys are on the page being sent, and they are more than fit on one
        StoredDonors.add(dynamoDb, "savealife", "Haarlem", LATECOMERS);
        mailbox.reconnect();

        application = started();

        savealife().awaitRunEnded(sending, LATECOMERS + 1);
        savealife().awaitRunEnded(answered, 1);
        assertThat(mailbox.mails().stream().flatMap(mail -> mail.recipients().stream()))
                .hasSize(LATECOMERS + 2)
                .doesNotHaveDuplicates()
                .contains(haarlem.email().value(), "Amsterdam@example.org");
    }

    @Test
    void a_node_that_was_stopped_goes_on_behind_the_last_record_that_it_read() {
        try (var stream = StreamEvents.follow(application.baseUri())) {
            var before = signUp("Zwolle");
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(before)));
            application.terminate();
        }
        var meanwhile = RandomId.next();
        dynamoDb.putItem(put -> put.tableName("savealife")
                .item(Item.of("DONOR#" + meanwhile, "CITY#nowhere").attributes()));

        application = started();

        try (var stream = StreamEvents.follow(application.baseUri())) {
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(meanwhile)));

            assertThat(stream.events()).extracting(StreamEvents.Event::id).containsExactly(meanwhile);
        }
    }

    private static String signUp(String city) {
        return savealife()
                .addDonor(Map.of("first_name", "ivica", "email", city + "@example.org", "type", "0+", "city", city));
    }

    /** The process of this moment: each start has another port. */
    private static Savealife savealife() {
        return Savealife.at(application.baseUri());
    }
}
