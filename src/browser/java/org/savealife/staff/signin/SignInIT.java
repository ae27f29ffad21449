package org.savealife.staff.signin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.restassured.RestAssured;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;

/** Who gets in by the login page, for how long, and what becomes of a form when the session ends. */
class SignInIT extends BrowserIT {

    private static final Pattern LOGIN = Pattern.compile("/login\\.xhtml");

    @Test
    void who_has_the_right_password_gets_in() {
        var name = signInAsNew("staff");

        assertThat(page.locator(".me")).containsText(name);
        assertThat(page.locator(".me")).containsText("Staff");
    }

    @Test
    void who_has_a_wrong_password_is_told_so_and_stays_out() {
        page.navigate("login.xhtml");
        fillIn(page, addStaffMember("staff"), "wrong");

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("That name and password do not match.");
        looksRight("login-wrong");
        page.navigate("staff/index.xhtml");
        assertThat(page).hasURL(LOGIN);
    }

    @Test
    void guessing_is_slowed_down_even_for_who_then_guesses_right() {
        var name = addStaffMember("staff");
        page.navigate("login.xhtml");
        for (var guess = 0; guess < SignInThrottle.FAILURES; guess++) {
            fillIn(page, name, "wrong" + guess);
            assertThat(page.getByText("do not match")).isVisible();
        }
        expectStatus(429);

        fillIn(page, name, STAFF);

        assertThat(page.getByText("Too many failed attempts")).isVisible();
        looksRight("login-throttled");
    }

    @Test
    void who_asks_for_a_page_gets_there_after_signing_in() {
        page.navigate("staff/tokens.xhtml");
        assertThat(page.getByText("Please log in first")).isVisible();
        looksRight("login-first");

        fillIn(page, addStaffMember("viewer"), STAFF);

        assertThat(page).hasURL(baseUri.resolve("staff/tokens.xhtml").toString());
    }

    @Test
    void nobody_is_led_to_another_site() {
        page.navigate("login.xhtml?next=https://elsewhere.example/staff/index.xhtml");

        fillIn(page, addStaffMember("viewer"), STAFF);

        assertThat(page).hasURL(baseUri.resolve("staff/index.xhtml").toString());
    }

    @Test
    void a_session_that_was_planted_before_is_not_the_one_after_signing_in() {
        profile.addCookies(List.of(new Cookie("JSESSIONID", "planted").setUrl(baseUri.toString())));
        signInAsNew("staff");
        var first = sessionId();

        signInAsNew("viewer");

        assertThat(first).isNotEqualTo("planted");
        assertThat(sessionId()).isNotEqualTo(first);
        isRefused("planted");
        isRefused(first);
    }

    @Test
    void who_signs_out_is_out_and_so_is_a_copy_of_the_cookie() {
        signInAsNew("staff");
        var session = sessionId();

        press(page, "Log out");

        assertThat(page.getByText("You are logged out.")).isVisible();
        looksRight("login-out");
        page.navigate("staff/index.xhtml");
        assertThat(page).hasURL(LOGIN);
        isRefused(session);
    }

    @Test
    void a_cookie_that_was_stolen_is_refused_in_another_browser_and_ends_the_session() {
        signInAsNew("staff");
        var session = sessionId();

        RestAssured.given()
                .redirects()
                .follow(false)
                .cookie("JSESSIONID", session)
                .header("User-Agent", "another browser")
                .get("staff/index.xhtml")
                .then()
                .statusCode(302);

        page.reload();
        assertThat(page).hasURL(LOGIN);
    }

    @Test
    void a_member_who_was_deleted_is_out_at_the_next_click() {
        var name = signInAsNew("staff");

        DYNAMO_DB.deleteItem(delete -> delete.tableName("savealife")
                .key(Item.of("STAFF#" + name, "STAFF").key()));

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("API tokens"))
                .first()
                .click();
        assertThat(page).hasURL(LOGIN);
    }

    @Test
    void another_role_counts_at_the_next_click() {
        var name = signInAsNew("admin");
        page.navigate("staff/members.xhtml");
        assertThat(page.locator("h1")).hasText("Staff members");
        expectStatus(403);

        putStaffMember(name, "viewer");

        page.reload();
        assertThat(page.locator("h1")).hasText("Your role does not allow this");
    }

    @Test
    void a_form_half_filled_in_comes_back_after_the_session_has_ended() {
        var name = signInAsNew("admin");
        page.navigate("staff/members.xhtml");
        page.locator("[id='members:name']").fill("half.filled");
        page.locator("[id='members:role']").selectOption("STAFF");
        profile.clearCookies();

        press(page, "Add");
        assertThat(page.getByText("Please log in first")).isVisible();
        fillIn(page, name, STAFF);

        assertThat(page).hasURL(Pattern.compile("/staff/members\\.xhtml$"));
        assertThat(page.getByText("What you had typed is back")).isVisible();
        assertThat(page.locator("[id='members:name']")).hasValue("half.filled");
        assertThat(page.locator("[id='members:role']")).hasValue("STAFF");
        looksRight("staff-members-kept");

        page.locator("[id='members:name']").fill("member-" + RandomId.next().substring(0, 12));
        press(page, "Add");
        assertThat(page.locator("#secret")).isVisible();
    }

    @Test
    void what_somebody_typed_is_not_shown_to_who_signs_in_next() {
        signInAsNew("admin");
        page.navigate("staff/members.xhtml");
        page.locator("[id='members:name']").fill("half.filled");
        profile.clearCookies();
        page.reload();

        fillIn(page, addStaffMember("admin"), STAFF);

        assertThat(page).hasURL(Pattern.compile("/staff/members\\.xhtml$"));
        assertThat(page.locator("[id='members:name']")).hasValue("");
    }

    @Test
    void a_form_comes_back_whose_page_was_open_for_too_long() {
        signInAsNew("admin");
        page.navigate("staff/members.xhtml");
        page.locator("[id='members:name']").fill("half.filled");
        page.evaluate("document.querySelectorAll('[name=\"jakarta.faces.ViewState\"]').forEach("
                + "state => state.value = '1:2')");
        expectStatus(410);

        press(page, "Add");

        assertThat(page.getByText("What you had typed is back")).isVisible();
        assertThat(page.locator("[id='members:name']")).hasValue("half.filled");
    }

    @Test
    void a_page_tells_before_the_session_ends_and_after() {
        page.clock().install();
        signInAsNew("viewer");
        assertThat(page.locator("#session-ends")).isHidden();

        page.clock().fastForward("28:30");
        assertThat(page.locator("#session-ends")).isVisible();
        looksRight("session-ends");
        press(page, "Stay logged in");
        assertThat(page.locator("#session-ends")).isHidden();

        page.clock().fastForward("30:30");
        assertThat(page.locator("#session-over")).isVisible();
        looksRight("session-over");
    }

    @ParameterizedTest
    @CsvSource({"viewer, members", "viewer, audit", "staff, members", "staff, audit"})
    void only_an_admin_sees_the_pages_for_admins(String role, String name) {
        signInAsNew(role);
        expectStatus(403);

        var answer = page.navigate("staff/" + name + ".xhtml");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(page.locator("h1")).hasText("Your role does not allow this");
    }

    private String sessionId() {
        return profile.cookies().stream()
                .filter(cookie -> cookie.name.equals("JSESSIONID"))
                .map(cookie -> cookie.value)
                .findFirst()
                .orElseThrow();
    }

    private void isRefused(String session) {
        var elsewhere = newProfile();
        elsewhere.addCookies(List.of(new Cookie("JSESSIONID", session).setUrl(baseUri.toString())));
        var tab = elsewhere.newPage();
        tab.navigate("staff/index.xhtml");
        assertThat(tab).hasURL(LOGIN);
    }
}
