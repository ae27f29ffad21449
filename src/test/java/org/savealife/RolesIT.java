package org.savealife;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.FormerRelease;
import org.savealife.donor.store.StoredCities;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Depth;
import org.savealife.fixture.LocalSes;
import org.savealife.fixture.Savealife;
import org.savealife.fixture.SesStandIn;
import org.savealife.mail.ses.StrictSes;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/**
 * The two halves of Savealife as on AWS: a web process and a worker of the same WAR. Their tables exist already, and
 * the worker sends through Amazon SES. What each asks of AWS is compared with what the template allows. In the deep
 * run, Amazon SES is played by a stand-in that is not ours.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TABLE = "savealife";
    private static final String PASSWORD = "a password that is long enough";
    private static final String CONFIGURATION_SET = "savealife";

    /** Slow enough that there is time to pause a run. */
    private static final int MAILS_A_SECOND = 20;

    /** Rights that the worker has and need not use here, and why. */
    private static final Map<String, String> NOT_HERE = Map.of(
            "ses:SendBulkTemplatedEmail identity/example.org",
                    "the name of SendBulkEmail in version 1, which SES checks too",
            "ses:SendBulkTemplatedEmail configuration-set/savealife", "likewise",
            "dynamodb:DeleteItem table/savealife-stream-*",
                    "the stream library takes away leases of shards that have ended, minutes later");

    private static EmbeddedDynamoDb database;
    private static TestTables tables;
    private static SesStandIn ses;
    private static ApplicationProcess web;
    private static ApplicationProcess worker;

    /** The web process. */
    private static Savealife savealife;

    private final String city = "Haarlem " + RandomId.next();

    @BeforeAll
    static void start() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        ses = Depth.isDeep() ? LocalSes.start() : new StrictSes();
        // Of an earlier release: the migrations move them
        tables.forgetSchema();
        new FormerRelease(tables).add(aDonor().from("Łódź").build());
        // In no calendar: the sweep files it
        StoredCities.register(tables.client(), "Zwolle");
        StoredDonations.add(tables.client(), TABLE, aDonation().in("Zwolle").build());
        StoredDonations.addAll(tables, List.of(aDonation().in("Zwolle").build()));
        worker = start("worker");
        web = start("web");
        worker.awaitReady();
        web.awaitReady();
        savealife = Savealife.at(web.baseUri()).withPassword(PASSWORD);
    }

    private static ApplicationProcess start(String role) {
        var properties = new HashMap<>(Map.of(
                "savealife.role",
                role,
                "savealife.create-tables",
                "false",
                "savealife.dynamodb.endpoint",
                database.endpoint().toString(),
                "savealife.mail.smtp.host",
                "no.relay.invalid",
                "savealife.mail.transport",
                "ses",
                "savealife.mail.ses.region",
                "eu-west-1",
                "savealife.mail.ses.endpoint",
                ses.url(),
                "savealife.mail.ses.configuration-set",
                CONFIGURATION_SET,
                "savealife.unsubscribe.secret",
                "for-links-in-mails-of-this-test-only"));
        properties.putAll(Map.of(
                "savealife.mail.from",
                "Blood Bank <give@example.org>",
                "savealife.mail.rate-per-second",
                Integer.toString(MAILS_A_SECOND),
                "savealife.admin.password",
                PASSWORD,
                "savealife.signup.rate",
                "1000"));
        return ApplicationProcess.start("roles-" + role + "-" + UUID.randomUUID(), properties);
    }

    @AfterAll
    static void stop() {
        web.close();
        worker.close();
        ses.close();
        tables.close();
        database.close();
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "",
                "index.xhtml",
                "login.xhtml",
                "staff/",
                "staff/index.xhtml",
                "staff/donors.csv",
                "staff/live/dashboard",
                "signup.js",
                "resources/css/base.css",
                "jakarta.faces.resource/jsf.js.xhtml?ln=jakarta.faces",
                "unsubscribe/1",
                "language/nl",
                "error",
                "openapi",
                "health/../staff/index.xhtml",
                "metrics/..;/login.xhtml"
            })
    void a_worker_has_no_pages(String path) {
        given().baseUri(worker.baseUri().toString())
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .get(path)
                .then()
                .statusCode(404)
                .body(not(containsString("<html")))
                .body(not(containsString("Payara")));
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"api/donors", "api/donor/signup", "api/stream/events", "api/nowhere"})
    void a_worker_has_no_api(String path) {
        for (var caller : List.of(given(), given().auth().preemptive().basic("admin", PASSWORD))) {
            caller.baseUri(worker.baseUri().toString())
                    .get(path)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("status", equalTo(404));
        }
        given().baseUri(worker.baseUri().toString())
                .contentType(ContentType.JSON)
                .body(Map.of("first_name", "Ivica", "email", "ivica@example.org", "city", "Haarlem"))
                .post("api/donor/signup")
                .then()
                .statusCode(404);
    }

    @Test
    @Order(1)
    void a_worker_tells_those_who_look_after_it_how_it_is() {
        for (var path : List.of("health", "health/live", "health/ready", "metrics")) {
            given().baseUri(worker.baseUri().toString()).get(path).then().statusCode(200);
        }
    }

    @Test
    @Order(2)
    void what_is_announced_on_the_web_process_the_worker_sends() {
        var address = signUp();

        announce();

        awaitMail(address);
        assertThat(AwsRights.calls(web))
                .isNotEmpty()
                .noneMatch(call -> call.matches(".*(ses:|/stream/|-stream-|Stream|Shard).*"));
    }

    /** Last, since it ends both: they have things to do then as well. */
    @Test
    @Order(Integer.MAX_VALUE)
    void each_process_asks_of_aws_what_its_policy_allows_and_all_of_it() {
        var actions = new EveryAction(savealife, StaffBrowser.signIn(web.baseUri(), PASSWORD), tables, ses);
        actions.ofPrograms(city);
        actions.ofPeople();
        actions.onARun(8 * MAILS_A_SECOND);
        actions.onParkedRecords();
        database.rollOverShards();
        var address = signUp();
        announce();
        awaitMail(address);
        awaitMail(signUp());
        web.terminate();
        worker.terminate();

        var ofWeb = AwsRights.of("WebPolicy", CONFIGURATION_SET);
        var ofWorker = AwsRights.of("WorkerPolicy", CONFIGURATION_SET);
        assertThat(AwsRights.calls(web)).as("without a right").allMatch(ofWeb::allow);
        assertThat(AwsRights.calls(worker)).as("without a right").allMatch(ofWorker::allow);
        assertThat(ofWeb.unused(AwsRights.calls(web)))
                .as("rights without a call")
                .isEmpty();
        assertThat(ofWorker.unused(AwsRights.calls(worker)))
                .as("rights without a call")
                .isSubsetOf(NOT_HERE.keySet());
    }

    private String signUp() {
        return savealife.signUp("Ada", "A+", city);
    }

    private void announce() {
        savealife.announce(city, "Main street", EveryAction.inAMonth());
    }

    private static void awaitMail(String address) {
        Callable<Boolean> hasCome = () -> ses.mails().toString().contains(address);
        await().atMost(PATIENCE).until(hasCome);
    }
}
