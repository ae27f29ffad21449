package org.savealife.invitation.announce;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.DonationBrowserIT;

/** The city of a new donation, as staff type it. */
class CityFieldIT extends DonationBrowserIT {

    @Test
    void the_completion_of_a_city_says_how_many_donors_it_has() {
        for (var number = 0; number < 2; number++) {
            savealife.signUp("Zoë", "", "Winterswijk");
        }
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");

        // known cities are cached for some seconds
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            page.locator("[id='new:city_input']").fill("");
            page.locator("[id='new:city_input']").pressSequentially("winters");
            assertThat(page.locator(".ui-autocomplete-item")).containsText("Winterswijk");
            return page.locator(".ui-autocomplete-item").innerText().contains("2 donors");
        });
        page.keyboard().press("Enter");
        assertThat(page.locator("[id='new:city_input']")).hasValue("Winterswijk");
        assertThat(page.locator("#invited")).hasText("2");
    }

    @Test
    void a_city_that_is_misspelt_is_seen_before_anything_is_announced() {
        donors("Hilversum", 3);
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");

        type("new:city_input", "Hilversem");

        assertThat(page.getByText("Did you mean Hilversum, with 3 donors?")).isVisible();
        looksRight("donation-new-neighbour");
        link("Change to Hilversum").click();
        assertThat(page.locator("[id='new:city_input']")).hasValue("Hilversum");
        assertThat(page.locator("#invited")).hasText("3");
    }

    @Test
    void a_misspelt_city_in_which_somebody_lives_is_seen_as_well() {
        donors("Wageningen", 3);
        donors("Wagenigen", 1);
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");

        type("new:city_input", "Wagenigen");

        assertThat(page.getByText("1 donor lives in Wagenigen. Did you mean Wageningen, with 3 donors?"))
                .isVisible();
        assertThat(page.locator("#invited")).hasText("1");
        type("new:city_input", "Wageningen");
        assertThat(page.locator("#invited")).hasText("3");
        assertThat(page.getByText("Did you mean")).isHidden();
    }

    @Test
    void known_cities_are_offered_while_typing() {
        donors("Zoetermeer", 1);
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");

        page.locator("[id='new:city_input']").pressSequentially("zoe");

        assertThat(page.locator("[role=option]")).containsText("Zoetermeer");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator("[id='new:city_input']")).hasValue("Zoetermeer");
        assertThat(page.locator("#invited")).hasText("1");
    }
}
