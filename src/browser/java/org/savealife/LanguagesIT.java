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
            "staff/account.xhtml",
            "staff/tokens.xhtml",
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
