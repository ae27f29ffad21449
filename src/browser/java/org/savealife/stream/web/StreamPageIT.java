package org.savealife.stream.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;

/** What staff see of the stream in a browser. */
class StreamPageIT extends BrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** From the moment at which the application has read a record to the one at which the page shows it. */
    private static final LocatorAssertions.IsVisibleOptions AT_ONCE =
            new LocatorAssertions.IsVisibleOptions().setTimeout(2_000);

    private final String city = "Haarlem " + RandomId.next();

    @Test
    void a_sign_up_and_a_donation_appear_without_reloading() {
        signInAs("viewer");
        open();

        try (var stream = StreamEvents.follow(baseUri)) {
            var donor = savealife.addDonor(city);
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(donor)));
            assertThat(row(donor)).isVisible(AT_ONCE);
            var donation = savealife.announce(city);
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(donation)));
            assertThat(row(donation)).isVisible(AT_ONCE);

            assertThat(row(donor)).containsText("Donor added");
            assertThat(row(donor)).containsText("Filtered");
            assertThat(row(donation)).containsText("Donation announced");
            assertThat(row(donation)).containsText("Handled");
            assertThat(rows().first()).containsText(donation);
            assertThat(row(donation).locator("td").last()).hasText(Pattern.compile("\\d+\\.\\d s"));
            assertThat(page.locator("#state")).hasText("Live");
            assertThat(page.locator("#lag")).hasText(Pattern.compile("\\d+\\.\\d s"));
            looksRight("stream");
            row(donation).getByRole(AriaRole.LINK).click();
            assertThat(page.locator("h1")).containsText(city);
            page.goBack();
            row(donor).getByRole(AriaRole.LINK).click();
            assertThat(page.locator("main")).containsText("ivica");
        }
    }

    @Test
    void records_are_filtered_by_what_became_of_them_and_the_choice_stands_in_the_address() {
        var donor = savealife.addDonor(city);
        var donation = savealife.announce(city);
        signInAs("viewer");
        open();
        assertThat(row(donor)).isVisible();
        assertThat(row(donation)).isVisible();

        press(page, "Handled");

        assertThat(row(donor)).isHidden();
        assertThat(row(donation)).isVisible();
        assertThat(button(page, "Handled")).hasAttribute("aria-pressed", "true");
        assertThat(button(page, "All")).hasAttribute("aria-pressed", "false");
        page.reload();
        assertThat(row(donation)).isVisible();
        assertThat(row(donor)).isHidden();
        press(page, "Filtered");
        assertThat(row(donor)).isVisible();
        assertThat(row(donation)).isHidden();
    }

    @Test
    void while_paused_nothing_moves_what_came_is_counted_and_resuming_shows_it() {
        var before = savealife.addDonor(city);
        signInAs("viewer");
        open();
        assertThat(row(before)).isVisible();

        press(page, "Pause");
        var donors = List.of(savealife.addDonor(city), savealife.addDonor(city));

        assertThat(page.locator("#came")).hasText(Pattern.compile("\\d+ new"));
        assertThat(page.locator("#state")).hasText("Paused");
        await().atMost(PATIENCE).until(() -> came() >= donors.size());
        donors.forEach(donor -> assertThat(row(donor)).hasCount(0));
        looksRight("stream-paused");
        page.locator("#pause").click();

        donors.forEach(donor -> assertThat(row(donor)).isVisible());
        assertThat(page.locator("#state")).hasText("Live");
        assertThat(page.locator("#came")).isHidden();
    }

    @Test
    void a_page_that_lost_its_connection_goes_on_where_it_was() {
        signInAs("viewer");
        open();
        var before = savealife.addDonor(city);
        assertThat(row(before)).isVisible();

        expectNoAccess();
        page.route("**/staff/live/stream-log*", Route::abort);
        reconnect();
        assertThat(page.locator("#state")).hasText("Reconnecting");
        var meanwhile = savealife.addDonor(city);
        page.unroute("**/staff/live/stream-log*");
        reconnect();

        assertThat(row(meanwhile)).isVisible();
        assertThat(row(before)).hasCount(1);
    }

    @Test
    void with_the_keyboard_only_the_log_is_paused_filtered_and_scrolled() {
        savealife.addDonor(city);
        signInAs("viewer");
        open();
        page.locator("#pause").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#state")).hasText("Paused");

        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(button(page, "Handled")).isFocused();
        page.keyboard().press("Space");

        assertThat(button(page, "Handled")).hasAttribute("aria-pressed", "true");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator("#log")).isFocused();
        assertThat(page.locator("#log")).hasAttribute("aria-live", "off");
    }

    @Test
    void new_records_are_read_out_one_by_one_while_the_page_follows() {
        savealife.addDonor(city);
        signInAs("viewer");
        open();
        assertThat(rows().first()).isVisible();

        var donor = savealife.addDonor(city);

        assertThat(row(donor)).isVisible();
        assertThat(page.locator("#log")).hasAttribute("aria-live", "polite");
    }

    @Test
    void nobody_follows_the_stream_who_is_not_signed_in() {
        given().redirects().follow(false).get("staff/live/stream-log").then().statusCode(302);
    }

    /** What the browser does when somebody comes back to the tab. */
    private void reconnect() {
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    }

    private void open() {
        page.navigate("staff/stream.xhtml");
        assertThat(page.locator("#state")).hasText("Live");
    }

    private int came() {
        return Integer.parseInt(page.locator("#came").textContent().replace(" new", ""));
    }

    private Locator rows() {
        return page.locator("#rows tr");
    }

    private Locator row(String id) {
        return page.locator("#rows tr", new Page.LocatorOptions().setHasText(id));
    }
}
