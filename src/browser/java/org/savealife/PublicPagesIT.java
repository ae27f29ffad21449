package org.savealife;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What donors see, on our site and on others. */
class PublicPagesIT extends PublicBrowserIT {

    @Test
    void the_landing_page_looks_right() {
        page.navigate("");

        looksRight("index");
        assertThat(profile.cookies()).isEmpty();
    }

    @Test
    void the_landing_page_shows_coming_donations_by_city_and_none_that_was_called_off() {
        announce("Enschede", "Marktplein 1", 9);
        announce("Enschede", "Stadhuis", 10);
        var calledOff = announce("Enschede", "Afgelast", 11);
        announce("Roosendaal", "Theater", 12);
        savealife.callOff(calledOff);

        page.navigate("");
        page.getByLabel("Show donations in").selectOption("Enschede");
        press(page, "Show");

        var donations = page.locator("#donations");
        assertThat(donations.getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setLevel(3)))
                .hasText(new String[] {"Enschede", "Enschede"});
        assertThat(donations).containsText("Marktplein 1");
        assertThat(donations).not().containsText("Afgelast");
        looksRight("index-of-a-city");

        donations
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Get invited"))
                .first()
                .click();
        assertThat(page.getByLabel("City", new Page.GetByLabelOptions().setExact(true)))
                .hasValue("Enschede");
    }

    @Test
    void a_browser_that_prefers_dutch_gets_dutch_and_can_choose_english() {
        try (var dutch = newProfile("nl-NL")) {
            page = dutch.newPage();
            page.navigate("");
            assertThat(page.locator("html")).hasAttribute("lang", "nl");
            looksRight("index-dutch");

            fillIn("Voornaam", "Sanne", "E-mailadres", "sanne@example", "Woonplaats", "Hengelo");
            page.getByLabel("Ja, mail me").check();
            expectStatus(400);
            press(page, "Aanmelden");
            assertThat(page.locator("#email-error")).containsText("ontbreekt een punt na de @");
            page.getByLabel("E-mailadres").fill(email);
            press(page, "Aanmelden");
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Sanne, je staat op de lijst voor Hengelo");
            assertThat(donor("Hengelo")).containsEntry("language", "nl");

            page.navigate("privacy.xhtml");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("English"))
                    .click();
            assertThat(page).hasURL(baseUri.resolve("/privacy.xhtml").toString());
            assertThat(page.locator("html")).hasAttribute("lang", "en");
            page.navigate("");
            assertThat(page.getByLabel("First name")).isVisible();
        }
    }

    @Test
    void the_page_about_privacy_looks_right() {
        page.navigate("");
        page.getByRole(AriaRole.CONTENTINFO)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Privacy"))
                .click();

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Privacy");
        looksRight("privacy");
    }

    @Test
    void another_site_that_is_allowed_to_shows_the_form_with_one_line() {
        showOn(OTHER_SITE.trustedOrigin());

        announce("Delft", "Markt 87", 9);
        fillIn("Sanne", "sanne@example", "Delft");
        page.getByLabel("Yes, e-mail me").check();
        expectStatus(400);
        press(page, "Sign up");
        assertThat(page.locator("#email-error")).containsText("That address has no dot after the @.");
        page.getByLabel("E-mail", new Page.GetByLabelOptions().setExact(true)).fill(email);
        looksRight("embedded");
        press(page, "Sign up");

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are on the list for Delft, Sanne");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Markt 87");
        assertThat((String) page.getByText("Add to your calendar").evaluate("link => link.href"))
                .startsWith(baseUri.resolve("/donation.ics?id=").toString());
        looksRight("embedded-signed-up");
        assertThat(donor("Delft")).containsEntry("first_name", "Sanne");
        assertThat((String) page.locator("savealife-signup .btn")
                        .first()
                        .evaluate("each => getComputedStyle(each).borderRadius"))
                .isEqualTo("3px");
    }

    @Test
    void a_site_that_is_not_allowed_to_gets_no_form() {
        var warnings = new ArrayList<String>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("warning")) {
                warnings.add(message.text());
            }
        });
        expectNoAccess();
        showOn(OTHER_SITE.strangeOrigin());

        page.waitForCondition(() -> page.locator("savealife-signup").count() == 1);
        assertThat(page.locator("savealife-signup form")).hasCount(0);
        assertThat(page.locator("savealife-signup a"))
                .hasAttribute("href", baseUri.resolve("/").toString());
        assertThat(warnings).singleElement().asString().contains("savealife.signup.origins");
    }

    /** A page of that site with the line of ours, and the site's colours. */
    private void showOn(String site) {
        OTHER_SITE.show("<!doctype html><html lang=en><title>Our site</title><link rel=icon href='data:,'>"
                + "<meta name=viewport content='width=device-width'>"
                + "<style>main { --savealife-accent: #064; --savealife-radius: 3px }</style>"
                + "<main><h1>We need blood</h1><script src='" + baseUri.resolve("/signup.js")
                + "' async></script></main>");
        page.navigate(site);
    }
}
