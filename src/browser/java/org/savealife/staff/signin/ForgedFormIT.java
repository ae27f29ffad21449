package org.savealife.staff.signin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.sun.net.httpserver.HttpServer;
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
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Forms that somebody else has a member of staff send. */
class ForgedFormIT extends BrowserIT {

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
