package org.savealife.staff.signin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.sun.net.httpserver.HttpServer;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

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
    void what_one_person_may_send_another_may_not_send_for_them() {
        signInAsNew("staff");
        page.navigate("staff/tokens.xhtml");
        var theirs =
                page.locator("input[name='jakarta.faces.ViewState']").first().inputValue();
        var other = newProfile().newPage();
        var name = addStaffMember("staff");
        signIn(other, name);

        var answer = other.request()
                .post("staff/tokens.xhtml", RequestOptions.create().setForm(newToken(theirs)));

        assertThat(answer.status()).isEqualTo(410);
        assertThat(tokensOf(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://elsewhere.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void a_form_of_another_site_is_refused(String header, String value) {
        var name = signInAsNew("staff");
        page.navigate("staff/tokens.xhtml");
        var state =
                page.locator("input[name='jakarta.faces.ViewState']").first().inputValue();

        var answer = page.request()
                .post(
                        "staff/tokens.xhtml",
                        RequestOptions.create()
                                .setHeader(header, value)
                                .setForm(newToken(state).set("primefaces.nonce", nonce(page))));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(tokensOf(name)).isEmpty();
    }

    @Test
    void a_form_without_the_state_of_its_page_changes_nothing() {
        var name = signInAsNew("staff");

        var forged = page.request()
                .post("staff/tokens.xhtml", RequestOptions.create().setForm(newToken("e1s1:1234")));
        page.request().post("staff/tokens.xhtml", RequestOptions.create().setForm(newToken("")));

        assertThat(forged.status()).isEqualTo(410);
        assertThat(tokensOf(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void another_site_cannot_make_a_browser_send_a_form_whether_it_sends_the_cookie_or_not(String host)
            throws IOException {
        var name = signInAsNew("staff");
        page.navigate("staff/tokens.xhtml");
        var state =
                page.locator("input[name='jakarta.faces.ViewState']").first().inputValue();
        var form = "<form method=post action='" + baseUri.resolve("/staff/tokens.xhtml") + "'>"
                + "<input name=tokens value=tokens><input name='tokens:label' value=forged>"
                + "<input name='tokens:days' value=30><input name='tokens:create' value=''>"
                + "<input name='primefaces.nonce' value='" + nonce(page) + "'>"
                + "<input name='jakarta.faces.ViewState' value='" + state + "'><button>Win a prize</button></form>";
        var site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                body.write(form.getBytes(StandardCharsets.UTF_8));
            }
        });
        site.start();
        expectStatus(403);
        try {
            page.navigate("http://" + host + ":" + site.getAddress().getPort() + "/prize");

            press(page, "Win a prize");

            assertThat(page.locator("h1")).hasText(Pattern.compile("Staff log in|Your role does not allow this"));
            assertThat(tokensOf(name)).isEmpty();
        } finally {
            site.stop(0);
        }
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
        page.evaluate(
                "document.querySelectorAll('[name=\"jakarta.faces.ViewState\"]').forEach(state => state.value = '1:2')");
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

    private static FormData newToken(String state) {
        return FormData.create()
                .set("tokens", "tokens")
                .set("tokens:label", "forged")
                .set("tokens:days", "30")
                .set("tokens:create", "")
                .set("jakarta.faces.ViewState", state);
    }

    private static List<String> tokensOf(String name) {
        return DYNAMO_DB
                .queryPaginator(query -> query.tableName("savealife")
                        .indexName("SK-PK-index")
                        .keyConditionExpression("SK = :kind")
                        .expressionAttributeValues(Map.of(":kind", AttributeValue.fromS("TOKEN"))))
                .items()
                .stream()
                .map(Item::from)
                .filter(item -> item.text("staff_name").equals(name))
                .map(item -> item.text("label"))
                .toList();
    }
}
