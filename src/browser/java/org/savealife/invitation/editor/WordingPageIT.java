package org.savealife.invitation.editor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.DonationBrowserIT;

/** How staff change the words of mails in a browser. Other tests get no mail of this kind in Dutch. */
class WordingPageIT extends DonationBrowserIT {

    private static final String WORDING = "api/wording/confirmation/nl";
    private static final String PAGE = "staff/wording.xhtml?kind=confirmation&language=nl";

    @BeforeEach
    @AfterEach
    void ship() {
        staff().header("If-Match", "*").delete(WORDING).then().statusCode(200);
    }

    @Test
    void words_are_checked_and_shown_as_one_types_saved_as_a_version_and_taken_back_in_one_step() {
        var name = signInAs("staff");
        page.navigate(PAGE);
        assertThat(phone().locator("h1")).containsText("Je hebt een plaats");
        looksRight("wording");

        field("Subject").fill("Tot gauw in {{city}}, {{when}}");
        assertThat(page.locator("#wording .ui-message-error"))
                .hasText("There is no {{when}} here. You can write {{city}}, {{day}}, {{organisation}}.");
        assertThat(field("Subject")).hasAttribute("aria-invalid", "true");
        assertThat(phone().locator("h1")).containsText("Je hebt een plaats");
        looksRight("wording-refused");
        field("Subject").fill("Tot gauw in {{city}} <3");
        assertThat(page.locator("#wording .ui-message-error")).hasCount(0);
        assertThat(phone().locator("h1")).hasText("Tot gauw in Haarlem <3");
        assertThat(computer().locator("h1")).hasText("Tot gauw in Haarlem <3");
        button("Save").click();

        assertThat(page.locator("[data-outcome=saved]")).isFocused();
        assertThat(page.locator("[id='wording:versions']")).containsText(name);
        assertThat(page.locator("#kinds")).containsText("Your own, version");
        staff().get(WORDING).then().body("subject", equalTo("Tot gauw in {{city}} <3"), "changed_by", equalTo(name));
        looksRight("wording-saved");
        button("Back to the shipped words").click();
        button("Go back").click();
        assertThat(page.locator("[data-outcome=shipped]")).isFocused();
        assertThat(field("Subject")).hasValue("Je hebt een plaats: donatiemoment in {{city}} op {{day}}");
        staff().get(WORDING).then().body("shipped", equalTo(true));
    }

    @Test
    void the_mail_is_shown_with_a_coming_donation() {
        var donation = announce("Bussum", LocalDate.now(ZONE).plusDays(1) + "T00:30");
        signInAs("staff");
        page.navigate(PAGE);

        page.locator("[id='wording:donation']").selectOption(donation);

        assertThat(phone().locator("h1")).containsText("Bussum");
        assertThat(computer().locator("body")).containsText("Sporthal Zuiderhof, Zuiderhof 3");
    }

    @Test
    void who_saves_after_a_colleague_is_asked_once_more() {
        signInAs("staff");
        page.navigate(PAGE);
        field("Subject").fill("Van mij");
        change("Van een ander");

        button("Save").click();

        assertThat(page.locator("[data-outcome=stale]")).isFocused();
        assertThat(field("Subject")).hasValue("Van mij");
        staff().get(WORDING).then().body("subject", equalTo("Van een ander"));
        looksRight("wording-stale");
        button("Save").click();
        assertThat(page.locator("[data-outcome=saved]")).isFocused();
        staff().get(WORDING).then().body("subject", equalTo("Van mij"));
    }

    @Test
    void an_earlier_version_is_looked_at_and_saved_again() {
        change("Eerst");
        change("Daarna");
        signInAs("staff");
        page.navigate(PAGE);

        page.locator("[id='wording:versions'] li")
                .nth(1)
                .getByRole(AriaRole.BUTTON)
                .click();

        assertThat(field("Subject")).hasValue("Eerst");
        staff().get(WORDING).then().body("subject", equalTo("Daarna"));
        button("Save").click();
        assertThat(page.locator("[data-outcome=saved]")).isVisible();
        staff().get(WORDING).then().body("subject", equalTo("Eerst"));
    }

    @Test
    void a_test_mail_has_the_words_as_typed() {
        signInAs("staff");
        page.navigate(PAGE);
        field("Subject").fill("Proef {{city}}");
        page.locator("[id='wording:to']").fill("wording@example.org");

        button("Send test").click();

        assertThat(page.locator("[id='wording:tested'] .note.ok")).isVisible();
        savealife.awaitMailTo("wording@example.org");
        staff().get(WORDING).then().body("shipped", equalTo(true));
    }

    @Test
    void viewers_read_and_change_nothing() {
        signInAs("viewer");
        page.navigate(PAGE);

        assertThat(field("Subject")).hasAttribute("readonly", "readonly");
        assertThat(button("Save")).hasCount(0);
        assertThat(button("Send test")).hasCount(0);
        looksRight("wording-viewer");
    }

    private Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private FrameLocator phone() {
        return page.frameLocator("[id='wording:preview'] iframe.phone");
    }

    private FrameLocator computer() {
        return page.frameLocator("[id='wording:preview'] iframe.computer");
    }

    private static void change(String subject) {
        staff().contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(Map.of("subject", subject))
                .put(WORDING)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification staff() {
        return given().auth().preemptive().basic(STAFF, STAFF);
    }
}
