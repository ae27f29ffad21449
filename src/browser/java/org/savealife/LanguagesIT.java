package org.savealife;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.BrowserIT;

/** Every page in the other language. */
class LanguagesIT extends BrowserIT {

    private static final ResourceBundle ENGLISH = texts("en");
    private static final ResourceBundle DUTCH = texts("nl");

    /** Shorter texts are words that both languages have, or parts of names. */
    private static final int TELLING = 12;

    private static final List<String> PAGES = List.of(
            "staff/index.xhtml",
            "staff/donations.xhtml",
            "staff/donation-new.xhtml",
            "staff/donors.xhtml",
            "staff/stream.xhtml",
            "staff/donors-import.xhtml",
            "staff/donor-edit.xhtml",
            "staff/signup.xhtml",
            "staff/cities.xhtml",
            "staff/account.xhtml",
            "staff/tokens.xhtml",
            "staff/wording.xhtml?language=nl",
            "staff/members.xhtml",
            "staff/mail.xhtml",
            "staff/configuration.xhtml",
            "staff/audit.xhtml");

    @Test
    void staff_who_read_dutch_find_no_english_on_any_page() {
        var name = addStaffMember("admin");
        page = newProfile("nl-NL").newPage();
        page.navigate("login.xhtml");
        isDutch();
        page.getByLabel(DUTCH.getString("login.name")).fill(name);
        page.getByLabel(DUTCH.getString("login.password")).fill(STAFF);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(DUTCH.getString("login.in")))
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/staff/.*"));

        for (var address : PAGES) {
            page.navigate(address);
            isDutch();
        }
        looksRight("staff-audit-dutch");
        page.navigate("staff/donation-new.xhtml");
        looksRight("staff-donation-new-dutch");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("English"))
                .click();
        assertThat(page).hasURL(baseUri.resolve("/staff/donation-new.xhtml").toString());
        assertThat(page.locator("html")).hasAttribute("lang", "en");
    }

    @Test
    void what_staff_have_typed_stays_when_they_change_the_language() {
        signInAs("staff");
        page.navigate("staff/donor-edit.xhtml");
        page.getByLabel("First name").fill("Zoë");
        page.getByLabel("Blood type").selectOption("O-");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Nederlands"))
                .click();

        assertThat(page.locator("html")).hasAttribute("lang", "nl");
        assertThat(page.locator("[id='donor:first_name']")).hasValue("Zoë");
        assertThat(page.locator("[id='donor:type']")).hasValue("O-");
        assertThat(page.locator("#kept")).isHidden();
        page.navigate("staff/index.xhtml");
        page.navigate("staff/donor-edit.xhtml");
        assertThat(page.locator("[id='donor:first_name']")).hasValue("");
    }

    @Test
    void what_a_donor_has_typed_stays_when_they_change_the_language_but_not_their_yes() {
        page.navigate("");
        page.getByLabel("First name").fill("Zoë");
        page.locator("#signup #city").fill("Haarlem");
        page.locator("#consent").check();

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Nederlands"))
                .click();

        assertThat(page.locator("html")).hasAttribute("lang", "nl");
        assertThat(page.locator("#first_name")).hasValue("Zoë");
        assertThat(page.locator("#signup #city")).hasValue("Haarlem");
        assertThat(page.locator("#consent")).not().isChecked();
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    private void isDutch() {
        assertThat(page.locator("html")).hasAttribute("lang", "nl");
        var shown = page.locator("body").innerText();
        assertThat(ENGLISH.keySet())
                .as(page.url())
                .filteredOn(key -> isTelling(key) && shown.contains(ENGLISH.getString(key)))
                .isEmpty();
    }

    private static boolean isTelling(String key) {
        var english = ENGLISH.getString(key);
        return english.length() > TELLING
                && !english.contains("{")
                && !DUTCH.getString(key).contains(english)
                && !key.startsWith("sentence.");
    }

    private static ResourceBundle texts(String language) {
        return ResourceBundle.getBundle("org.savealife.messages", Locale.forLanguageTag(language));
    }
}
