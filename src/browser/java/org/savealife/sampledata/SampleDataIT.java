package org.savealife.sampledata;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.restassured.RestAssured;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.BrowserIT;
import org.savealife.fixture.Savealife;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A first look with sample data, on its own application that is set up like the local run, with its own empty
 * database: with what other tests leave in theirs, transactions of this size are too slow.
 */
class SampleDataIT extends BrowserIT {

    private static final String TABLE = "sample";
    private static final String INVITATIONS = "sample-invitations";
    private static final double LONG = 120_000;
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(LONG);

    private static final Pattern ALL_SENT = Pattern.compile("(\\d+) of \\1 sent");

    private static EmbeddedDynamoDb database;
    private static DynamoDbClient client;
    private static ApplicationProcess application;

    @BeforeAll
    static void startLikeTheLocalRun() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        client = TestTables.client(database.endpoint());
        var settings = surroundings();
        settings.put("savealife.dynamodb.endpoint", database.endpoint().toString());
        settings.put("savealife.table", TABLE);
        settings.put("savealife.invitations-table", INVITATIONS);
        settings.put("savealife.sample-data", "true");
        application = ApplicationProcess.start("sample", settings).awaitReady();
    }

    @AfterAll
    static void stop() {
        application.close();
        client.close();
        database.close();
    }

    @BeforeEach
    void openItsPages() {
        baseUri = application.baseUri();
        savealife = Savealife.at(baseUri).withMailbox(MAILBOX);
        RestAssured.baseURI = baseUri.toString();
        page = newProfile().newPage();
    }

    @Test
    void it_is_offered_loaded_marked_and_removed_and_nothing_else_is() {
        var viewer = newProfile().newPage();
        addViewer();
        signIn(viewer, "viewer");
        assertThat(viewer.locator("#dash-start")).containsText("Let donors sign up");
        assertThat(viewer.locator("#samples button")).hasCount(0);
        expectStatus(403);
        forgeLoad(viewer);
        assertThat(register()).isZero();

        signIn(page, STAFF);
        assertThat(page.locator("#samples")).containsText("Take a first look with sample data");
        looksRight("dashboard-offer");
        press(page, "Load sample data");
        assertThat(page.locator("#samples")).containsText("This is sample data", SOON);

        assertThat(page.locator("#dash-figures .v").first()).hasText("300", hasTextSoon());
        assertThat(page.locator("#dash-donors .next li"))
                .containsText(new Pattern[] {ALL_SENT, ALL_SENT, ALL_SENT}, SOON);
        assertThat(page.locator("#dash-figures .v").nth(2)).hasText("0", hasTextSoon());
        looksRight("dashboard-sample");
        assertThat(register()).isEqualTo(303);
        page.navigate("staff/donors.xhtml");
        assertThat(page.locator("tbody .tag")).hasCount(25);
        looksRight("donors-sample");

        var own = savealife.addDonor(Map.of("first_name", "Zoë", "email", "own@example.org", "city", "Utrecht"));
        List<Map<String, String>> some = savealife
                .asStaff()
                .get("api/donors?limit=3&city=Leiden")
                .then()
                .statusCode(200)
                .extract()
                .path("donors");
        savealife
                .asStaff()
                .body(Map.of("first_name", "Changed", "email", "changed@example.org", "city", "Emmen"))
                .put("api/donor/" + some.get(0).get("id"))
                .then()
                .statusCode(200);
        savealife.asStaff().delete("api/donor/" + some.get(1).get("id")).then().statusCode(204);

        viewer.navigate("staff/index.xhtml");
        assertThat(viewer.locator("#samples")).containsText("This is sample data");
        assertThat(viewer.locator("#samples button")).hasCount(0);
        page.navigate("staff/index.xhtml");
        press(page, "Remove sample data");
        assertThat(page.getByText("Donors and donations of your own stay.")).isVisible();
        press(page, "Keep as it is");
        assertThat(register()).isEqualTo(303);
        press(page, "Remove sample data");
        press(page, "Remove it");

        assertThat(page.locator("#samples")).containsText("Take a first look with sample data", SOON);
        assertThat(page.locator("#dash-figures .v").first()).hasText("1", hasTextSoon());
        assertThat(page.locator("#dash-figures .n").first()).containsText(Pattern.compile("^[12] signed up"));
        assertThat(page.locator("#dash-donors .next li")).hasCount(0);
        assertThat(page.locator("#dash-days")).containsText("Nobody was invited");
        assertThat(register()).isZero();
        assertThat(families(TABLE, "DONOR", "EMAIL", "NAME", "DONORS", "DONATION"))
                .containsExactlyInAnyOrder("DONOR", "EMAIL", "NAME", "DONORS");
        assertThat(families(INVITATIONS, "RUN", "CALENDAR")).isEmpty();
        savealife.asStaff().get("api/donor/" + own).then().statusCode(200);
        page.navigate("staff/audit.xhtml");
        assertThat(page.locator("tbody")).containsText("Loaded sample data");
        assertThat(page.locator("tbody")).containsText("Removed sample data");

        savealife.announce(
                "Emmen", "Marktplein 1", LocalDate.now(ZoneOffset.UTC).plusDays(30) + "T10:00:00");
        page.navigate("staff/index.xhtml");
        assertThat(page.locator("#dash-figures .v").first()).hasText("1");
        assertThat(page.locator("#samples .note")).hasCount(0);
    }

    /** Sends what the page sends to load sample data. */
    private static void forgeLoad(Page tab) {
        tab.evaluate("""
                async () => {
                  const body = new URLSearchParams({
                    'samples': 'samples', 'samples:load': 'x',
                    'jakarta.faces.ViewState': document.querySelector('[name="jakarta.faces.ViewState"]').value,
                    'primefaces.nonce': PrimeFaces.csp.NONCE_VALUE
                  });
                  return (await fetch('index.xhtml', {method: 'POST', body})).status;
                }
                """);
    }

    private static void addViewer() {
        var admin = Item.from(client.getItem(get -> get.tableName(TABLE)
                        .key(Item.of("STAFF#" + STAFF, "STAFF").key())
                        .consistentRead(true))
                .item());
        var viewer = Item.of("STAFF#viewer", "STAFF")
                .with("password_hash", admin.text("password_hash"))
                .with("role", "viewer");
        client.putItem(put -> put.tableName(TABLE).item(viewer.attributes()));
    }

    private static int register() {
        return client.query(query -> query.tableName(INVITATIONS)
                        .keyConditionExpression("PK = :register")
                        .expressionAttributeValues(Map.of(":register", AttributeValue.fromS("SAMPLE"))))
                .count();
    }

    /** Those of the families that items of the table belong to, once for each item. */
    private static List<String> families(String table, String... wanted) {
        return client.scanPaginator(scan -> scan.tableName(table)).items().stream()
                .map(item -> Item.from(item).partitionKey().replaceFirst("#.*", ""))
                .filter(List.of(wanted)::contains)
                .toList();
    }

    private static LocatorAssertions.HasTextOptions hasTextSoon() {
        return new LocatorAssertions.HasTextOptions().setTimeout(LONG);
    }
}
