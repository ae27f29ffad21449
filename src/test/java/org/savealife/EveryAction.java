package org.savealife;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Savealife;
import org.savealife.fixture.SesStandIn;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

/** Everything that programs and people can do, so that every right is needed. */
final class EveryAction {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TABLE = "savealife";

    private final Savealife savealife;
    private final StaffBrowser browser;
    private final TestTables tables;
    private final SesStandIn ses;

    EveryAction(Savealife savealife, StaffBrowser browser, TestTables tables, SesStandIn ses) {
        this.savealife = savealife;
        this.browser = browser;
        this.tables = tables;
        this.ses = ses;
    }

    /** When a donation begins, local time in ISO format. */
    static String inAMonth() {
        return LocalDate.now(ZoneOffset.UTC).plusMonths(1).atTime(12, 0).toString();
    }

    /** What programs do by API: donors, tokens and donations. */
    void ofPrograms(String city) {
        var id = savealife.addDonor(donor(city));
        staff().body(donor("Utrecht")).put("api/donor/" + id).then().statusCode(200);
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
        savealife
                .asAnybody()
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
        for (var subject : List.of("See you in {{city}} soon", "See you in {{city}}")) {
            staff().header("If-Match", "*")
                    .body(Map.of("subject", subject))
                    .put("api/wording/reminder/nl")
                    .then()
                    .statusCode(200);
        }
        var calledOff = savealife.announce("Gouda", "Main street", inAMonth());
        staff().get("api/donation/" + calledOff).then().statusCode(200);
        change(calledOff);
        savealife.callOff(calledOff);
    }

    private void change(String donationId) {
        var path = "api/donation/" + donationId;
        staff().header("If-Match", "*")
                .body(Map.of("datetime", LocalDate.now(ZoneOffset.UTC).plusDays(20) + "T12:00", "notify", "nobody"))
                .put(path)
                .then()
                .statusCode(200);
        staff().get(path + "/notices").then().statusCode(200);
        browser.open("staff/donation-edit.xhtml?id=" + donationId);
    }

    /** What people do on pages. */
    void ofPeople() {
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
                "staff/wording.xhtml",
                "staff/account.xhtml",
                "staff/audit.xhtml",
                "staff/audit.xhtml?who=admin&of=1",
                "staff/audit.csv",
                "staff/configuration.xhtml?q=mail",
                "")) {
            browser.open(page);
        }
        importDonors();
        addAndRemoveAnAdmin();
    }

    private void importDonors() {
        var town = "Delft " + RandomId.next();
        var file = "first_name,email,city\nAda,ada@%s.example,%s\n".formatted(RandomId.next(), town);
        var job = browser.importDonors(file);
        await().atMost(PATIENCE).until(() -> browser.text(job).contains("import:proceed"));
        browser.press(job, "import", "import:proceed", Map.of());
        await().atMost(PATIENCE)
                .until(() ->
                        staff().get("api/donors?city=" + town).body().asString().contains("Ada"));
    }

    /** Of two admins one may be removed, in a transaction that looks at the other. */
    private void addAndRemoveAnAdmin() {
        var page = "staff/members.xhtml";
        browser.press(page, "members", "members:create", Map.of("members:name", "zoe", "members:role", "ADMIN"));
        assertThat(browser.text(page)).contains("zoe");
        browser.press(page, "members", "members:list:1:remove", Map.of());
        assertThat(browser.text(page)).doesNotContain(">zoe<");
    }

    /**
     * Pauses a run in the middle of a page, resumes it, and waits for its end.
     *
     * @param count of donors: enough that there is time to pause the run
     */
    void onARun(int count) {
        var town = "Leiden " + RandomId.next();
        var donors = StoredDonors.add(tables.client(), TABLE, town, count);
        var mailsBefore = ses.mails().size();
        var id = savealife.announce(town, "Main street", inAMonth());

        await().atMost(PATIENCE).until(() -> ses.mails().size() > mailsBefore);
        savealife.control(id, "pause").statusCode(200);
        await().atMost(PATIENCE)
                .until(() ->
                        status(id).equals("paused") && StoredRuns.isLetGo(tables.client(), TABLE + "-invitations", id));
        savealife.control(id, "resume").statusCode(200);
        await().atMost(PATIENCE).until(() -> status(id).equals("finished"));
        savealife.outcome(id, donors.get(0).id());
        browser.open("staff/donation.xhtml?id=" + id);
        browser.open("staff/donation-live.xhtml?id=" + id);
        browser.open("staff/preview?id=" + id);
        browser.open("staff/donor.xhtml?id=" + donors.get(0).id());
    }

    /** Two donations that nobody can read: one is replayed and discarded, the other waits. */
    void onParkedRecords() {
        for (var index = 0; index < 2; index++) {
            var poisoned = Item.of("DONATION#" + RandomId.next(), "CITY#nowhere");
            tables.client().putItem(put -> put.tableName(TABLE).item(poisoned.attributes()));
        }
        await().atMost(PATIENCE).until(() -> parked().size() == 2);
        var id = parked().get(0);
        browser.open("staff/parked.xhtml?id=" + id);
        browser.open("staff/stream-live.xhtml");
        staff().get("api/stream/parked/" + id).then().statusCode(200);
        staff().post("api/stream/parked/" + id + "/replay").then().statusCode(200);
        staff().delete("api/stream/parked/" + id).then().statusCode(204);
    }

    private List<String> parked() {
        return staff().get("api/stream/parked").jsonPath().getList("parked.id");
    }

    private String status(String donation) {
        return savealife.run(donation).extract().path("status");
    }

    private RequestSpecification staff() {
        return savealife.asStaff();
    }

    private static Map<String, String> donor(String city) {
        return Map.of("first_name", "Ada", "email", "ada@" + RandomId.next() + ".example", "city", city, "type", "A+");
    }
}
