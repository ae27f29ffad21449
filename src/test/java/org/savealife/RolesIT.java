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
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.AwsTemplate;
import org.savealife.fixture.Depth;
import org.savealife.fixture.LocalSes;
import org.savealife.fixture.SesStandIn;
import org.savealife.invitation.StoredRuns;
import org.savealife.mail.ses.StrictSes;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

/**
 * The two halves of Savealife as on AWS: a web process and a worker of the same WAR, whose tables are there already, and a
 * worker that sends through Amazon SES. What each asks of AWS is compared with what the template allows it. In the deep
 * run Amazon SES is played by a stand-in that is not ours.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TABLE = "savealife";
    private static final String CALL = "AWS call: ";
    private static final String PASSWORD = "a password that is long enough";
    private static final String CONFIGURATION_SET = "savealife";

    /** Slow enough that there is time to pause a run. */
    private static final int MAILS_A_SECOND = 20;

    private static final Pattern VIEW_STATE =
            Pattern.compile("name=\"jakarta\\.faces\\.ViewState\"[^>]*value=\"([^\"]+)\"");

    private static final Pattern NONCE = Pattern.compile("'nonce-([^']+)'");

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

        announce(city);

        awaitMail(address);
        assertThat(calls(web))
                .isNotEmpty()
                .noneMatch(call -> call.matches(".*(ses:|/stream/|-stream-|Stream|Shard).*"));
    }

    /** Last, since it ends both: they have things to do then as well. */
    @Test
    @Order(Integer.MAX_VALUE)
    void each_process_asks_of_aws_what_its_policy_allows_and_all_of_it() {
        doAllThatAProgramCan();
        doAllThatPeopleCan();
        steerARun();
        parkRecords();
        database.rollOverShards();
        var address = signUp();
        announce(city);
        awaitMail(address);
        awaitMail(signUp());
        web.terminate();
        worker.terminate();

        assertThat(calls(web)).as("without a right").allMatch(allowedBy("WebPolicy")::isAllowed);
        assertThat(calls(worker)).as("without a right").allMatch(allowedBy("WorkerPolicy")::isAllowed);
        assertThat(unused("WebPolicy", calls(web))).as("rights without a call").isEmpty();
        assertThat(unused("WorkerPolicy", calls(worker)))
                .as("rights without a call")
                .isSubsetOf(NOT_HERE.keySet());
    }

    private void doAllThatAProgramCan() {
        var id = staff().body(donor("ada@" + RandomId.next() + ".example", city))
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");
        staff().body(donor("ada@" + RandomId.next() + ".example", "Utrecht"))
                .put("api/donor/" + id)
                .then()
                .statusCode(200);
        for (var path : List.of(
                "api/donors",
                "api/donors?q=ada",
                "api/donors?type=A%2B&status=subscribed",
                "api/donors?city=Utrecht",
                "api/donor/" + id,
                "api/donations",
                "api/donations?city=Zwolle")) {
            staff().urlEncodingEnabled(false).get(path).then().statusCode(200);
        }
        for (var action : List.of("unsubscribe", "subscribe", "unsuppress")) {
            staff().post("api/donor/" + id + "/" + action);
        }
        staff().delete("api/donor/" + id).then().statusCode(204);
        String token = staff().body(Map.of("label", "report"))
                .post("api/token/create")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        given().baseUri(web.baseUri().toString())
                .header("Authorization", "Bearer " + token)
                .get("api/donors")
                .then()
                .statusCode(200);
        String tokenId = staff().body(Map.of("label", "nothing"))
                .post("api/token/create")
                .then()
                .extract()
                .path("id");
        staff().delete("api/token/" + tokenId).then().statusCode(204);
        var calledOff = announce("Gouda");
        staff().get("api/donation/" + calledOff).then().statusCode(200);
        staff().post("api/donation/" + calledOff + "/cancel").then().statusCode(200);
    }

    private void doAllThatPeopleCan() {
        var session = signIn();
        for (var page : List.of(
                "staff/index.xhtml",
                "staff/index-live.xhtml",
                "staff/donors.xhtml?q=a",
                "staff/donors.xhtml?sort=name",
                "staff/donors.xhtml?sort=newest",
                "staff/donors.csv",
                "staff/cities.xhtml",
                "staff/signup.xhtml",
                "staff/donor-edit.xhtml",
                "staff/donations.xhtml",
                "staff/donations-live.xhtml",
                "staff/donation-new.xhtml",
                "staff/stream.xhtml",
                "staff/mail.xhtml",
                "staff/members.xhtml",
                "staff/tokens.xhtml",
                "staff/account.xhtml",
                "staff/audit.xhtml",
                "staff/audit.xhtml?who=admin&of=1",
                "staff/audit.csv",
                "staff/configuration.xhtml?q=mail",
                "")) {
            browser(session).get(page).then().statusCode(200);
        }
        importDonors(session);
        addAndRemoveAnAdmin(session);
    }

    private void importDonors(String session) {
        var town = "Delft " + RandomId.next();
        var file = "first_name,email,city\nAda,ada@%s.example,%s\n".formatted(RandomId.next(), town);
        var page = "staff/donors-import.xhtml";
        var shown = browser(session).get(page);
        var job = browser(session)
                .multiPart("import", "import")
                .multiPart("import:file", "donors.csv", file.getBytes(StandardCharsets.UTF_8), "text/csv")
                .multiPart("import:check", "")
                .multiPart("primefaces.nonce", nonce(shown))
                .multiPart("jakarta.faces.ViewState", viewState(shown))
                .post(page)
                .then()
                .statusCode(303)
                .extract()
                .header("Location")
                .substring(1);
        await().atMost(PATIENCE)
                .until(() -> browser(session).get(job).body().asString().contains("import:proceed"));
        click(session, job, browser(session).get(job), "import", "import:proceed", Map.of());
        await().atMost(PATIENCE)
                .until(() ->
                        staff().get("api/donors?city=" + town).body().asString().contains("Ada"));
    }

    /** Of two admins one may be taken away, in a transaction that looks at the other. */
    private void addAndRemoveAnAdmin(String session) {
        var page = "staff/members.xhtml";
        click(
                session,
                page,
                browser(session).get(page),
                "members",
                "members:create",
                Map.of("members:name", "zoe", "members:role", "ADMIN"));
        assertThat(browser(session).get(page).body().asString()).contains("zoe");
        click(session, page, browser(session).get(page), "members", "members:list:1:remove", Map.of());
        assertThat(browser(session).get(page).body().asString()).doesNotContain(">zoe<");
    }

    /** A run that is paused in the midst of a page, resumed and finished. */
    private void steerARun() {
        var town = "Leiden " + RandomId.next();
        var donors = StoredDonors.add(tables.client(), TABLE, town, 8 * MAILS_A_SECOND);
        var mailsBefore = ses.mails().size();
        var id = announce(town);
        var run = "api/donation/" + id + "/invitations";

        await().atMost(PATIENCE).until(() -> ses.mails().size() > mailsBefore);
        staff().post(run + "/pause").then().statusCode(200);
        await().atMost(PATIENCE)
                .until(() -> status(run).equals("paused")
                        && StoredRuns.isLetGo(tables.client(), TABLE + "-invitations", id));
        staff().post(run + "/resume").then().statusCode(200);
        await().atMost(PATIENCE).until(() -> status(run).equals("finished"));
        staff().get(run + "/" + donors.get(0).id()).then().statusCode(200);
        var session = signIn();
        browser(session).get("staff/donation.xhtml?id=" + id).then().statusCode(200);
        browser(session).get("staff/donation-live.xhtml?id=" + id).then().statusCode(200);
        browser(session).get("staff/preview?id=" + id).then().statusCode(200);
        browser(session)
                .get("staff/donor.xhtml?id=" + donors.get(0).id())
                .then()
                .statusCode(200);
    }

    /** Two donations that nobody can make sense of: one is tried again and discarded, the other mended and handled. */
    private void parkRecords() {
        for (var index = 0; index < 2; index++) {
            var poisoned = Item.of("DONATION#" + RandomId.next(), "CITY#nowhere");
            tables.client().putItem(put -> put.tableName(TABLE).item(poisoned.attributes()));
        }
        await().atMost(PATIENCE).until(() -> parked().size() == 2);
        var id = parked().get(0);
        var session = signIn();
        browser(session).get("staff/parked.xhtml?id=" + id).then().statusCode(200);
        browser(session).get("staff/stream-live.xhtml").then().statusCode(200);
        staff().get("api/stream/parked/" + id).then().statusCode(200);
        staff().post("api/stream/parked/" + id + "/replay").then().statusCode(200);
        staff().delete("api/stream/parked/" + id).then().statusCode(204);
    }

    private static List<String> parked() {
        return staff().get("api/stream/parked").jsonPath().getList("parked.id");
    }

    private static String status(String run) {
        return staff().get(run).path("status");
    }

    private String signUp() {
        var address = "ivica@" + RandomId.next() + ".example";
        given().baseUri(web.baseUri().toString())
                .contentType(ContentType.JSON)
                .body(donor(address, city))
                .post("api/donor/signup")
                .then()
                .statusCode(202);
        return address;
    }

    private static Map<String, String> donor(String address, String city) {
        return Map.of("first_name", "Ada", "email", address, "city", city, "type", "A+");
    }

    private static String announce(String city) {
        var inAMonth = LocalDate.now(ZoneOffset.UTC).plusMonths(1).atTime(12, 0);
        return staff().body(Map.of("city", city, "address", "Main street", "datetime", inAMonth.toString()))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void awaitMail(String address) {
        Callable<Boolean> hasCome = () -> ses.mails().toString().contains(address);
        await().atMost(PATIENCE).until(hasCome);
    }

    private static RequestSpecification staff() {
        return given().baseUri(web.baseUri().toString())
                .contentType(ContentType.JSON)
                .auth()
                .preemptive()
                .basic("admin", PASSWORD);
    }

    private static String signIn() {
        return given().baseUri(web.baseUri().toString())
                .redirects()
                .follow(false)
                .formParam("name", "admin")
                .formParam("password", PASSWORD)
                .post("login.xhtml")
                .then()
                .statusCode(303)
                .extract()
                .cookie("JSESSIONID");
    }

    private static RequestSpecification browser(String session) {
        return given().baseUri(web.baseUri().toString())
                .cookie("JSESSIONID", session)
                .redirects()
                .follow(false);
    }

    /** Presses a button of a page, as PrimeFaces' script does. */
    private static void click(
            String session, String page, Response shown, String form, String button, Map<String, String> fields) {
        browser(session)
                .header("Faces-Request", "partial/ajax")
                .formParams(fields)
                .formParam(form, form)
                .formParam("jakarta.faces.ViewState", viewState(shown))
                .formParam("primefaces.nonce", nonce(shown))
                .formParam("jakarta.faces.partial.ajax", "true")
                .formParam("jakarta.faces.source", button)
                .formParam("jakarta.faces.partial.execute", "@all")
                .formParam("jakarta.faces.partial.render", form)
                .formParam(button, button)
                .post(page)
                .then()
                .statusCode(200)
                .body(not(containsString("<error>")));
    }

    private static String viewState(Response page) {
        return find(VIEW_STATE, page.body().asString());
    }

    private static String nonce(Response page) {
        return find(NONCE, page.header("Content-Security-Policy"));
    }

    private static String find(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }

    /** What a process has asked of AWS by now: action and resource. */
    private static Set<String> calls(ApplicationProcess process) {
        try (var lines = Files.lines(process.log())) {
            return lines.filter(line -> line.contains(CALL))
                    .map(line -> line.substring(line.indexOf(CALL) + CALL.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("No log in " + process.log(), unreadable);
        }
    }

    private record Rights(Set<String> patterns) {

        boolean isAllowed(String call) {
            return patterns.stream().anyMatch(right -> matches(right, call));
        }
    }

    private static Rights allowedBy(String policy) {
        return new Rights(AwsTemplate.read()
                .rights(policy, Map.of("MailDomain", "example.org", "ConfigurationSet", CONFIGURATION_SET)));
    }

    private static List<String> unused(String policy, Set<String> calls) {
        return allowedBy(policy).patterns().stream()
                .filter(right -> calls.stream().noneMatch(call -> matches(right, call)))
                .toList();
    }

    private static boolean matches(String right, String call) {
        var pattern = Pattern.compile("\\*")
                .splitAsStream(right)
                .map(Pattern::quote)
                .collect(Collectors.joining(".*", "", right.endsWith("*") ? ".*" : ""));
        return call.matches(pattern);
    }
}
