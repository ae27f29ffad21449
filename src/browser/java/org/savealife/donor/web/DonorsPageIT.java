package org.savealife.donor.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.savealife.donor.DonorBuilder.aDonor;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorTables;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.i18n.Language;

/** The tasks of staff with donors, in a browser. */
class DonorsPageIT extends BrowserIT {

    private static final int PHONE = 390;
    private static final int MAX_TABS = 60;

    /** Each test has cities and addresses of its own, short ones because of the pictures. */
    private final String unique = RandomId.next().substring(0, 8);

    private final String city = "Haarlem " + unique;
    private final String domain = unique + ".example.org";

    private DonorRepository donors;

    @BeforeEach
    void connect() {
        donors = new DonorTables(new TestTables(DATABASE.endpoint())).donors;
    }

    @Test
    void staff_find_donors_by_name_address_city_type_and_status() {
        var zoe = stored(
                aDonor().named("Zoë").withEmail("zoe@" + domain).from(city).ofType(BloodType.O_NEGATIVE));
        var anna = stored(aDonor().named("Anna").withEmail("a.bakker@" + domain).from(city));
        signInAs("viewer");
        page.navigate("staff/donors.xhtml");

        page.locator("#q").fill("zoe");
        page.locator("#city").fill(city);
        page.keyboard().press("Enter");
        assertThat(rows()).hasText(new String[] {"Zoë"});
        looksRight("staff-donors-found");

        page.locator("#q").fill(anna.email().value());
        search();
        assertThat(rows()).hasText(new String[] {"Anna"});

        page.locator("#q").fill("");
        page.locator("#type").selectOption("O-");
        search();
        assertThat(rows()).hasText(new String[] {"Zoë"});

        page.locator("#status").selectOption("unsubscribed");
        search();
        assertThat(page.locator("#matches")).hasText("Nobody matches");
        looksRight("staff-donors-none");
        donors.unsubscribe(zoe.id(), Instant.parse("2026-01-02T00:00:00Z"));
        page.reload();
        assertThat(rows()).hasText(new String[] {"Zoë"});
    }

    @Test
    void the_list_shows_each_donors_type_city_and_status() {
        stored(aDonor().named("Fenna").withEmail("fenna.k@" + domain).from(city).ofType(BloodType.AB_NEGATIVE));
        stored(aDonor().named("Imke").withEmail("imke@" + domain).from(city));
        var thijs = stored(
                aDonor().named("Thijs").withEmail("thijs@" + domain).from(city).ofType(BloodType.O_POSITIVE));
        var lotte = stored(
                aDonor().named("Lotte").withEmail("lotte@" + domain).from(city).ofType(BloodType.A_POSITIVE));
        donors.unsubscribe(thijs.id(), Instant.parse("2026-01-02T00:00:00Z"));
        donors.suppress(lotte.id(), "bounced: 550 5.1.1 User unknown");
        signInAs("staff");

        page.navigate("staff/donors.xhtml?city=" + city);

        assertThat(row("Fenna")).containsText("AB\u2212");
        assertThat(row("Imke")).containsText("Unknown");
        assertThat(row("Thijs")).containsText("Stopped e-mails");
        assertThat(row("Lotte")).containsText("Mail came back");
        looksRight("staff-donors");
    }

    @Test
    void the_list_says_how_many_match_and_comes_in_the_order_that_is_chosen() {
        var first = Instant.parse("2026-01-02T00:00:00Z");
        stored(aDonor().named("Bea").from(city).signedUpAt(first));
        stored(aDonor().named("Anna").from(city).signedUpAt(first.plusSeconds(1)));
        stored(aDonor().named("Coen").from(city).signedUpAt(first.plusSeconds(2)));
        signInAs("viewer");
        page.navigate("staff/donors.xhtml?city=" + city);
        assertThat(page.locator("#matches")).hasText("3 donors match");

        page.locator("#sort").selectOption("name");
        search();
        assertThat(rows()).hasText(new String[] {"Anna", "Bea", "Coen"});
        page.locator("#sort").selectOption("newest");
        search();
        assertThat(rows()).hasText(new String[] {"Coen", "Anna", "Bea"});
        looksRight("staff-donors-sorted");
        page.locator("#q").fill("anna");
        search();
        assertThat(page.locator("#matches")).hasText("1 donor matches");

        rows().first().click();
        assertThat(page).hasTitle(Pattern.compile("^Anna, " + city));
        looksRight("staff-donor-titled");
    }

    @Test
    void the_long_name_of_a_city_leaves_a_donor_readable_on_a_phone() {
        var longest = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch " + unique;
        stored(aDonor().named("Anna").withEmail("anna.vandenberg@" + domain).from(longest));
        signInAs("viewer");
        page.setViewportSize(PHONE, 860);

        page.navigate("staff/donors.xhtml?city=" + longest);

        assertThat(page.locator("#list td.m-1").boundingBox().width).isGreaterThan(PHONE / 3.0);
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
    }

    @Test
    void a_long_list_is_walked_forth_and_back_page_by_page() {
        for (var number = 0; number < 60; number++) {
            stored(aDonor().from(city));
        }
        signInAs("viewer");
        page.navigate("staff/donors.xhtml?city=" + city);

        assertThat(rows()).hasCount(25);
        var first = page.locator("#list .sub").allTextContents();
        link("Next").click();
        assertThat(page.getByText("Page 2")).isVisible();
        assertThat(page.locator("#list .sub").allTextContents()).doesNotContainAnyElementsOf(first);
        link("Next").click();
        assertThat(rows()).hasCount(10);
        assertThat(link("Next")).hasCount(0);
        link("Previous").click();
        link("Previous").click();
        assertThat(page.locator("#list .sub")).hasText(first.toArray(String[]::new));
    }

    @Test
    void staff_add_edit_move_and_delete_a_donor() {
        signInAs("staff");
        page.navigate("staff/donors.xhtml");
        link("Add donor").click();
        button("Add donor").click();
        assertThat(page.getByText("Please fill this in.")).hasCount(3);
        assertThat(page.getByLabel("First name")).isFocused();
        looksRight("staff-donor-add-errors");

        page.getByLabel("First name").fill("Ímke");
        page.getByLabel("E-mail").fill("imke@" + domain);
        page.getByLabel("City").fill(city);
        page.getByLabel("Blood type").selectOption("AB-");
        button("Add donor").click();
        assertThat(page.locator(".note").filter(new Locator.FilterOptions().setHasText("The donor is added.")))
                .isFocused();
        looksRight("staff-donor");

        link("Edit").click();
        page.getByLabel("City").fill("Leiden " + city);
        button("Save changes").click();
        assertThat(page.getByText("The changes are saved.")).isVisible();
        assertThat(page.locator(".dl")).containsText("Leiden " + city);

        button("Delete donor").click();
        looksRight("staff-donor-delete");
        agree("Delete donor");
        assertThat(page.getByText("The donor is deleted")).isVisible();
        page.navigate("staff/donors.xhtml?city=Leiden " + city);
        assertThat(page.locator("#matches")).hasText("Nobody matches");
    }

    @Test
    void a_donor_is_found_and_deleted_by_keyboard() {
        var donor = stored(aDonor().named("Zoë").withEmail("zoe@" + domain).from(city));
        signInAs("staff");
        page.navigate("staff/donors.xhtml");

        page.locator("#q").focus();
        page.keyboard().type("zoe@" + domain);
        page.keyboard().press("Enter");
        assertThat(rows()).hasCount(1);
        tabTo(rows());
        page.keyboard().press("Enter");
        tabTo(button("Delete donor"));
        page.keyboard().press("Enter");
        assertThat(page.locator(".ui-confirm-dialog")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator(".ui-confirm-dialog")).isHidden();
        assertThat(donors.find(donor.id())).isPresent();
        tabTo(button("Delete donor"));
        page.keyboard().press("Enter");
        tabTo(asked("Delete donor"));
        page.keyboard().press("Enter");

        assertThat(page.getByText("The donor is deleted")).isVisible();
        assertThat(donors.find(donor.id())).isEmpty();
    }

    @Test
    void an_address_of_another_donor_is_refused_at_its_field() {
        var other = stored(aDonor().from(city));
        var donor = stored(aDonor().from(city));
        signInAs("staff");
        page.navigate("staff/donor-edit.xhtml?id=" + donor.id());

        page.getByLabel("E-mail").fill(other.email().value());
        button("Save changes").click();

        assertThat(page.getByText("Another donor has this e-mail address.")).isVisible();
        assertThat(page.getByLabel("E-mail")).hasValue(other.email().value());
        assertThat(page.getByLabel("E-mail")).isFocused();
    }

    @Test
    void a_city_that_looks_misspelt_is_asked_about_once() {
        for (var number = 0; number < 5; number++) {
            stored(aDonor().from("Veenendaal " + unique));
        }
        // the known cities may be a few seconds old
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().queryParam("name", "Venendaal " + unique)
                        .get("api/city/suggestion")
                        .then()
                        .body("suggestion", equalTo("Veenendaal " + unique)));
        signInAs("staff");
        page.navigate("staff/donor-edit.xhtml");
        page.getByLabel("First name").fill("Zoë");
        page.getByLabel("E-mail").fill("zoe@" + domain);
        page.getByLabel("City").fill("Venendaal " + unique);

        button("Add donor").click();
        assertThat(page.getByText("Did you mean Veenendaal " + unique + ", with 5 donors?"))
                .isVisible();
        assertThat(page.locator(".note[role=alert][tabindex]")).isFocused();
        looksRight("staff-donor-misspelt");
        button("Change to Veenendaal " + unique).click();
        assertThat(page.getByLabel("City")).hasValue("Veenendaal " + unique);
        page.getByLabel("City").fill("Venendaal " + unique);
        button("Add donor").click();

        assertThat(page.locator(".dl")).containsText("Venendaal " + unique);
    }

    @Test
    void two_cities_that_are_one_are_merged() {
        for (var number = 0; number < 3; number++) {
            stored(aDonor().from("Oosterhout " + unique));
        }
        var moving = stored(aDonor().from("Osterhout " + unique));
        signInAs("staff");
        page.navigate("staff/cities.xhtml?q=" + unique);
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        looksRight("staff-cities");

        page.locator("[id='cities:from']").fill("Osterhout " + unique);
        page.locator("[id='cities:to']").fill("Oosterhout " + unique);
        page.locator("[id='cities:merge']").click();
        looksRight("staff-cities-ask");
        agree("Merge them");
        assertThat(page.getByText("are moving to Oosterhout " + unique)).isVisible();
        assertThat(page.getByText("1 donor has moved"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
        looksRight("staff-cities-merged");

        page.navigate("staff/donor.xhtml?id=" + moving.id());
        assertThat(page.locator(".dl")).containsText("Oosterhout " + unique);
        page = newProfile().newPage();
        signInAs("viewer");
        page.navigate("staff/cities.xhtml");
        assertThat(page.locator("[id='cities:from']")).hasCount(0);
    }

    @Test
    void the_way_back_from_a_donor_leads_to_the_list_as_it_was() {
        for (var number = 0; number < 30; number++) {
            stored(aDonor().named("Zoë").from(city));
        }
        signInAs("staff");
        page.navigate("staff/donors.xhtml?city=" + city + "&status=subscribed");
        link("Next").click();
        assertThat(page.getByText("Page 2")).isVisible();
        var list = page.url();

        rows().first().click();
        confirmed("Stop e-mails");
        assertThat(page.getByText("This donor is not invited any more.")).isVisible();
        page.locator(".crumb a").click();

        assertThat(page).hasURL(list);
    }

    @Test
    void staff_stop_the_mails_invite_again_and_allow_an_address() {
        var donor = stored(aDonor().withEmail("zoe@" + domain).from(city));
        donors.suppress(donor.id(), "bounced: 550 5.1.1 <script> User 'x' unknown {0}");
        signInAs("staff");
        page.navigate("staff/donor.xhtml?id=" + donor.id());
        assertThat(page.getByText("said: 550 5.1.1 <script> User 'x' unknown {0}"))
                .isVisible();
        looksRight("staff-donor-suppressed");

        confirmed("Allow mail again");
        assertThat(page.getByText("Mail goes to this address again.")).isVisible();
        confirmed("Stop e-mails");
        assertThat(page.getByText("This donor is not invited any more.")).isVisible();
        looksRight("staff-donor-stopped");
        confirmed("Invite again");
        assertThat(page.getByText("This donor is invited again.")).isVisible();

        assertThat(donors.find(donor.id())).contains(donor);
    }

    @Test
    void the_history_tells_which_invitations_a_donor_got() {
        var stopped = stored(aDonor().withEmail("anna@" + domain).from(city));
        var got = stored(aDonor().withEmail("zoe@" + domain).from(city));
        donors.unsubscribe(stopped.id(), Instant.parse("2026-01-02T00:00:00Z"));
        given().auth()
                .preemptive()
                .basic(STAFF, STAFF)
                .contentType("application/json")
                .body(Map.of("city", city, "address", "Main street", "datetime", "2029-12-03T10:00:00"))
                .post("api/donation/create")
                .then()
                .statusCode(201);
        signInAs("viewer");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            page.navigate("staff/donor.xhtml?id=" + got.id());
            assertThat(page.locator(".hist").textContent()).contains("Got it");
        });
        looksRight("staff-donor-history");
        page.navigate("staff/donor.xhtml?id=" + stopped.id());
        assertThat(page.locator(".hist")).containsText("Was skipped, because they had stopped e-mails");

        donors.edit(aDonor().withId(got.id())
                .withEmail(got.email().value())
                .from(city + " Noord")
                .build());
        page.navigate("staff/donor.xhtml?id=" + got.id());
        assertThat(page.locator(".hist")).containsText("Got it");
    }

    @Test
    void a_viewer_sees_donors_and_can_change_nothing() {
        var donor = stored(aDonor().from(city));
        var name = signInAs("viewer");
        page.navigate("staff/donor.xhtml?id=" + donor.id());

        assertThat(page.locator("main button")).hasCount(0);
        expectStatus(403);
        for (var path : List.of(
                "staff/donor-edit.xhtml",
                "staff/donor-edit.xhtml?id=" + donor.id(),
                "staff/donors-import.xhtml",
                "staff/donors.csv",
                "staff/run.csv?id=" + donor.id(),
                "staff/audit.csv")) {
            assertThat(page.request().get(path).status()).as(path).isEqualTo(403);
        }
        for (var call : List.of("unsubscribe", "subscribe", "unsuppress")) {
            given().auth()
                    .preemptive()
                    .basic(name, STAFF)
                    .post("api/donor/" + donor.id() + "/" + call)
                    .then()
                    .statusCode(403);
        }
        given().auth()
                .preemptive()
                .basic(name, STAFF)
                .delete("api/donor/" + donor.id())
                .then()
                .statusCode(403);
        assertThat(donors.find(donor.id())).contains(donor);
    }

    @Test
    void a_post_that_deletes_a_donor_does_so_for_staff_and_not_for_a_viewer() {
        var donor = stored(aDonor().from(city));

        signInAs("viewer");
        postErasure(donor);
        assertThat(donors.find(donor.id())).contains(donor);
        page = newProfile().newPage();
        signInAs("staff");
        postErasure(donor);
        assertThat(donors.find(donor.id())).isEmpty();
    }

    /** Sends the request of the button "Delete donor", whether or not the page has the button. */
    private void postErasure(Donor donor) {
        var address = "staff/donor.xhtml?id=" + donor.id();
        page.navigate(address);
        var state =
                page.locator("input[name='jakarta.faces.ViewState']").first().inputValue();
        page.request()
                .post(
                        address,
                        RequestOptions.create()
                                .setForm(FormData.create()
                                        .set("donor", "donor")
                                        .set("donor:erase", "donor:erase")
                                        .set("primefaces.nonce", nonce(page))
                                        .set("jakarta.faces.ViewState", state)));
    }

    @Test
    void a_donor_who_is_not_there_is_said_to_be_missing() {
        signInAs("viewer");
        expectStatus(404);

        page.navigate("staff/donor.xhtml?id=" + RandomId.next());

        assertThat(page.getByText("There is nothing here")).isVisible();
    }

    @Test
    void staff_export_what_they_have_filtered_as_csv() throws IOException {
        stored(aDonor().named("Zoë").from(city).withEmail("=cmd@" + domain));
        stored(aDonor().named("Anna").from("Leiden " + city));
        signInAs("staff");
        page.navigate("staff/donors.xhtml?city=" + city);

        var download = page.waitForDownload(() -> link("Export CSV").click());

        var lines = Files.readAllLines(download.path());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("\uFEFFfirst_name,email,type,city,language,status,signed_up_at");
        assertThat(lines.get(1)).startsWith("Zoë,\"'=cmd").contains(city);
    }

    @Test
    void staff_import_a_file_after_they_have_seen_what_is_wrong_with_it() throws IOException {
        stored(aDonor().from(city).withEmail("known@" + domain));
        var file = Files.createTempFile("donors", ".csv");
        Files.writeString(
                file,
                "\uFEFFE-mail;Voornaam;Plaats;Bloedgroep\n"
                        + "zoe@" + domain + ";Zoë;" + city + ";0+\n"
                        + "known@" + domain + ";Anna;" + city + ";\n"
                        + "no address;Jan;" + city + ";A+\n"
                        + "ZOE@" + domain + ";Zoe;" + city + ";\n");
        signInAs("staff");
        page.navigate("staff/donors-import.xhtml");
        looksRight("staff-donors-import");

        page.getByLabel("CSV file").setInputFiles(file);
        button("Check the file").click();
        assertThat(page.getByText("That address has a blank in it")).isVisible();
        assertThat(page.locator("#import\\:errors")).containsText("no address");
        assertThat(page.locator("#import\\:facts")).containsText("1 can be imported");
        assertThat(page.locator("[data-outcome=checked]")).isFocused();
        looksRight("staff-donors-import-checked");
        var errors = page.waitForDownload(() -> link("Download as CSV").click());
        assertThat(Files.readAllLines(errors.path()))
                .containsExactly(
                        "\uFEFFfirst_name,email,type,city,language,line,problem",
                        "Jan,\"no address\",\"A+\",\"" + city
                                + "\",,4,\"That address has a blank in it. Take it out.\"");
        button("Import 1 donor").click();

        assertThat(page.locator("[data-outcome=finished]")).containsText("1 donor is imported.");
        assertThat(page.locator("[data-outcome=finished]")).isFocused();
        assertThat(page.locator("#import\\:facts")).containsText("1 of 1 imported");
        page.navigate("staff/index.xhtml");
        assertThat(page.locator("#dash-imports")).containsText("1 donor imported");
        page.navigate("staff/donors.xhtml?q=zoe@" + domain);
        assertThat(rows()).hasText(new String[] {"Zoë"});
        Files.delete(file);
    }

    @Test
    void a_file_with_nothing_in_it_is_not_taken_for_none() throws IOException {
        var file = Files.createTempFile("donors", ".csv");
        signInAs("staff");
        page.navigate("staff/donors-import.xhtml");
        button("Check the file").click();
        assertThat(page.getByText("Choose a file first.")).isVisible();

        page.getByLabel("CSV file").setInputFiles(file);
        button("Check the file").click();

        assertThat(page.getByText("That file is empty. Choose another one.")).isVisible();
        Files.delete(file);
    }

    @Test
    void who_gave_consent_reads_it_in_their_language_and_when_with_the_day() {
        var donor = stored(aDonor().from(city)
                .withEmail("zoe@" + domain)
                .reading(Language.DUTCH)
                .agreedTo("2026-11", Instant.now()));
        signInAs("staff");

        page.navigate("staff/donor.xhtml?id=" + donor.id());

        assertThat(page.locator("q[lang=nl]")).containsText("Ja, ");
        assertThat(page.locator("main")).containsText(Pattern.compile("Given by the donor on \\d+ \\w+ \\d\\d:\\d\\d"));
    }

    @Test
    void staff_say_which_column_is_what_where_the_head_of_a_file_does_not() throws IOException {
        var file = Files.createTempFile("donors", ".csv");
        Files.writeString(file, "Roepie;Post;Woont;Bloed\nZoë;zoe@" + domain + ";" + city + ";weet niet\n");
        signInAs("staff");
        page.navigate("staff/donors-import.xhtml");

        page.getByLabel("CSV file").setInputFiles(file);
        button("Check the file").click();
        assertThat(page.getByText("The first line names no column first_name, email, city."))
                .isVisible();
        looksRight("staff-donors-import-columns");
        page.getByLabel("First name").selectOption("Roepie");
        page.getByLabel("E-mail address").selectOption("Post");
        page.getByLabel("City").selectOption("Woont");
        page.getByLabel("Blood type").selectOption("Bloed");
        button("Read it like this").click();

        assertThat(page.locator("#import\\:facts")).containsText("1 can be imported");
        assertThat(page.locator("#import\\:facts")).containsText("1 without a blood type");
        button("Import 1 donor").click();
        assertThat(page.getByText("1 donor is imported.")).isVisible();
        assertThat(page.locator("#import\\:facts")).containsText("1 of 1 imported");
        Files.delete(file);
    }

    private Donor stored(DonorBuilder builder) {
        var donor = builder.build();
        donors.add(donor);
        return donor;
    }

    private Locator row(String name) {
        return page.locator("#list tbody tr").filter(new Locator.FilterOptions().setHasText(name));
    }

    private Locator rows() {
        return page.locator("#list .rowlink");
    }

    private void search() {
        button("Search").click();
    }

    private Locator link(String name) {
        return page.locator("main").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
    }

    private Locator button(String name) {
        return page.locator("main").getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    private void confirmed(String name) {
        button(name).click();
        agree(name);
    }

    private void agree(String name) {
        asked(name).click();
    }

    /** The button with that name in the dialog that asks for confirmation. */
    private Locator asked(String name) {
        return page.locator(".ui-confirm-dialog")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    /** Presses Tab until the element has the focus. */
    private void tabTo(Locator element) {
        element.waitFor();
        for (var presses = 0; presses < MAX_TABS; presses++) {
            if ((Boolean) element.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("No press of Tab leads to " + element);
    }
}
