package org.savealife.staff.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;

class StaffPagesIT extends BrowserIT {

    private static final Pattern LOGIN = Pattern.compile("/login\\.xhtml");

    @Test
    void the_first_page_looks_right() {
        signInAs("viewer");

        looksRight("staff-index");
    }

    @Test
    void an_admin_adds_somebody_who_gets_in_with_the_password_shown() {
        signInAs("admin");
        page.navigate("staff/members.xhtml");
        looksRight("staff-members");
        var name = newName();

        page.locator("[id='members:name']").fill(name);
        page.locator("[id='members:role']").selectOption("STAFF");
        press(page, "Add");

        assertThat(row(name)).isVisible();
        looksRight("staff-members-added");
        var other = newProfile().newPage();
        other.navigate("login.xhtml");
        fillIn(other, name, page.locator("#secret").textContent());
        assertThat(other.locator(".me")).containsText("Staff");
        page.navigate("staff/audit.xhtml");
        assertThat(row(name).filter(new Locator.FilterOptions().setHasText("Added a staff member")))
                .isVisible();
        assertThat(row(name).filter(new Locator.FilterOptions().setHasText("Logged in")))
                .isVisible();
        looksRight("staff-audit");
    }

    @Test
    void a_name_that_is_taken_or_cannot_be_is_refused_with_the_reason() {
        var taken = addStaffMember("viewer");
        signInAs("admin");
        page.navigate("staff/members.xhtml");

        page.locator("[id='members:name']").fill(taken);
        press(page, "Add");
        assertThat(page.getByText("Choose another")).isVisible();
        looksRight("staff-members-taken");
        page.locator("[id='members:name']").fill("no blanks");
        press(page, "Add");

        assertThat(page.getByText("and nothing else")).isVisible();
    }

    @Test
    void an_admin_changes_the_role_of_another() {
        var name = addStaffMember("viewer");
        signInAs("admin");
        page.navigate("staff/members.xhtml");

        row(name).locator("select").selectOption("STAFF");

        assertThat(page.getByText(name + " now has the role Staff.")).isVisible();
        savealife.as(name).body("{}").post("api/donation/create").then().statusCode(400);
    }

    @Test
    void who_is_deleted_is_out_and_cancelling_deletes_nobody() {
        var name = addStaffMember("staff");
        var theirs = newProfile().newPage();
        signIn(theirs, name);
        signInAs("admin");
        page.navigate("staff/members.xhtml");

        press(page, "Delete: " + name);
        assertThat(page.getByText("Delete " + name + "?")).isVisible();
        looksRight("staff-members-delete");
        press(page, "Keep as it is");
        assertThat(row(name)).isVisible();
        press(page, "Delete: " + name);
        page.locator(".ui-confirmdialog-yes").click();

        assertThat(page.getByText(name + " can no longer log in.")).isVisible();
        assertThat(row(name)).hasCount(0);
        theirs.reload();
        assertThat(theirs).hasURL(LOGIN);
    }

    @Test
    void a_new_password_from_an_admin_ends_the_sessions_of_the_member() {
        var name = addStaffMember("staff");
        var theirs = newProfile().newPage();
        signIn(theirs, name);
        signInAs("admin");
        page.navigate("staff/members.xhtml");

        press(page, "New password: " + name);
        page.locator(".ui-confirmdialog-yes").click();

        assertThat(page.getByText("Password of " + name)).isVisible();
        theirs.reload();
        assertThat(theirs).hasURL(LOGIN);
        fillIn(theirs, name, page.locator("#secret").textContent());
        assertThat(theirs.locator(".me")).containsText(name);
    }

    @Test
    void somebody_changes_their_own_password_and_stays_in_while_their_other_browsers_are_out() {
        var name = signInAsNew("staff");
        var elsewhere = newProfile().newPage();
        signIn(elsewhere, name);
        page.navigate("staff/account.xhtml");
        looksRight("staff-account");

        changePassword("wrong", "a sentence that is new");
        assertThat(page.getByText("The current password is not right.")).isVisible();
        changePassword(STAFF, "short");
        assertThat(page.getByText("12 to 200 characters")).isVisible();
        looksRight("staff-account-unfit");
        changePassword(STAFF, "a sentence that is new");

        assertThat(page.getByText("Your password is changed.")).isVisible();
        page.reload();
        assertThat(page.locator("h1")).hasText("Your account");
        elsewhere.reload();
        assertThat(elsewhere).hasURL(LOGIN);
    }

    @Test
    void a_token_is_shown_once_works_and_is_revoked() {
        signInAsNew("staff");
        page.navigate("staff/tokens.xhtml");
        looksRight("staff-tokens-none");

        page.locator("[id='tokens:label']").fill("Nightly report");
        press(page, "Create token");
        var token = page.locator("#secret").textContent();
        looksRight("staff-tokens");
        assertThat(status(token)).isEqualTo(200);
        page.reload();
        assertThat(row("Nightly report")).isVisible();
        assertThat(page.locator("#secret")).hasCount(0);
        press(page, "Revoke: Nightly report");
        page.locator(".ui-confirmdialog-yes").click();

        assertThat(page.getByText("no longer works")).isVisible();
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void only_an_admin_sees_the_tokens_of_others_and_revokes_them() {
        var label = "report " + RandomId.next();
        signInAs("staff");
        page.navigate("staff/tokens.xhtml");
        page.locator("[id='tokens:label']").fill(label);
        press(page, "Create token");
        assertThat(row(label)).isVisible();

        signInAs("viewer");
        page.navigate("staff/tokens.xhtml");
        assertThat(page.getByText("No tokens yet")).isVisible();
        signInAs("admin");
        page.navigate("staff/tokens.xhtml");
        press(page, "Revoke: " + label);
        page.locator(".ui-confirmdialog-yes").click();

        assertThat(page.getByText("no longer works")).isVisible();
    }

    @Test
    void the_audit_names_what_an_entry_is_about_leads_there_and_is_filtered() throws IOException {
        var who = addStaffMember("staff");
        String donation = savealife
                .as(who)
                .body(Map.of("city", "Kampen", "address", "Main street 1", "datetime", "2029-12-03T10:00:00"))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        signInAs("admin");
        page.navigate("staff/audit.xhtml");

        page.locator("#who").fill(who);
        page.keyboard().press("Enter");
        assertThat(page.locator("#list tbody tr")).hasCount(1);
        assertThat(page.locator("#list tbody tr")).containsText("Announced a donation");
        looksRight("staff-audit-of-somebody");
        var download = page.waitForDownload(
                () -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Export CSV"))
                        .click());
        assertThat(Files.readAllLines(download.path())).last().asString().contains(donation);
        page.locator("#day").fill("2001-01-01");
        page.keyboard().press("Enter");
        assertThat(page.getByText("No such entry")).isVisible();
        page.navigate("staff/audit.xhtml?of=" + donation);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Kampen, Monday 3 December 2029"))
                .click();

        assertThat(page).hasURL(Pattern.compile("donation\\.xhtml\\?id=" + donation));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Audit log"))
                .last()
                .click();
        assertThat(page.locator("#list tbody tr")).hasCount(1);
    }

    @Test
    void the_sign_up_form_has_an_address_and_a_line_for_other_sites() {
        signInAs("viewer");
        page.navigate("staff/donors.xhtml");

        page.locator("main")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Sign-up form"))
                .click();

        assertThat(page.locator("#address")).containsText("http");
        assertThat(page.locator("#snippet")).containsText("/signup.js\" async></script>");
        looksRight("staff-signup-form");
    }

    @Test
    void what_is_not_there_is_told_with_the_way_back() {
        expectStatus(404);

        var answer = page.navigate("nowhere.xhtml");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(page.locator("h1")).hasText("There is nothing here");
        looksRight("error-missing");
        link("To the first page").click();
        assertThat(page).hasURL(Pattern.compile(":\\d+/$"));
    }

    @Test
    void staff_are_led_back_to_their_pages() {
        signInAs("staff");
        expectStatus(403);
        expectStatus(404);

        page.navigate("staff/members.xhtml");
        looksRight("error-forbidden");
        page.navigate("staff/nowhere.xhtml");
        link("To the dashboard").click();

        assertThat(page).hasURL(Pattern.compile("/staff/index\\.xhtml$"));
    }

    @Test
    void a_page_that_was_open_for_too_long_says_so() {
        signInAs("staff");
        page.evaluate("document.querySelectorAll('[name=\"jakarta.faces.ViewState\"]').forEach("
                + "state => state.value = '1:2')");
        expectStatus(410);

        press(page, "Log out");

        assertThat(page.locator("h1")).hasText("This page was open for too long");
        looksRight("error-expired");
        link("Open the page again").click();
        assertThat(page.locator("h1")).hasText("Dashboard");
    }

    private void changePassword(String current, String fresh) {
        page.getByLabel("Current password").fill(current);
        page.getByLabel("New password").fill(fresh);
        press(page, "Change password");
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    private Locator row(String text) {
        return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("api/donors?limit=1")
                .statusCode();
    }

    private static String newName() {
        return "noor-" + RandomId.next().substring(0, 12);
    }
}
