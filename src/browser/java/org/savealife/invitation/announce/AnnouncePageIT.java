package org.savealife.invitation.announce;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.DonationBrowserIT;
import org.savealife.platform.RandomId;

/** How staff announce a donation in a browser. */
class AnnouncePageIT extends DonationBrowserIT {

    private static final DateTimeFormatter LONG_DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEEE d MMMM", Locale.ENGLISH);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void a_donation_is_announced_after_a_dry_run_and_its_run_is_seen_to_the_end_without_reloading() {
        var donors = donors("Amersfoort", 24);
        MAILBOX.reject(donors.get(3).email().value()::equals, 550, "5.1.1 No such user");
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        looksRight("donation-new-empty");

        type("new:city_input", "Amersfoort");
        page.locator("[id='new:address']").fill("Wijkcentrum De Linde, Lindeplein 8");
        page.locator("[id='new:start']").fill(start);
        page.locator("[id='new:end']").fill(date + "T16:30");

        assertThat(page.locator("#invited")).hasText("24");
        assertThat(button("Announce and invite 24")).isVisible();
        assertThat(letter("en").locator("dl")).containsText("Give blood in Amersfoort on " + WEEKDAY.format(date));
        assertThat(letter("en").frameLocator("iframe").locator("body")).containsText("Lindeplein 8");
        looksRight("donation-new");
        button("Announce and invite 24").click();
        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
        page.evaluate("window.untouched = true");
        assertThat(page.locator("h1")).containsText("Amersfoort, " + LONG_DAY.format(date));
        assertThat(page.locator("#run-head")).containsText("Finished", SOON);
        assertThat(page.locator("#run-head")).containsText("23");
        assertThat(page.locator("#run-donors tbody tr")).hasCount(20);
        assertThat(page.evaluate("window.untouched")).isEqualTo(true);
        assertThat(page.locator("#run-note")).containsText("1 donor did not get the e-mail");
        looksRight("donation-finished");
        assertThat(letter("en").frameLocator("iframe").locator("body")).containsText("Sanne");
        letter("en").getByText("As plain text").click();
        assertThat(letter("en").locator("pre")).containsText("Lindeplein 8");
    }

    @Test
    void the_e_mail_is_read_before_it_goes_out_in_both_languages_and_as_wide_as_a_phone_and_a_computer() {
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        type("new:city_input", "Zwolle");
        page.locator("[id='new:note']").fill("Parkeer achter de hal.\nNeem een <pas> mee.");
        page.locator("[id='new:note']").blur();

        assertThat(letter("en").frameLocator("iframe").locator("body")).containsText("Neem een <pas> mee.");
        button("Computer").click();

        assertThat(letter("en").locator(".sheet")).hasClass(Pattern.compile("computer"));
        assertThat(button("Computer")).hasAttribute("aria-pressed", "true");
        looksRight("donation-new-letter");
        button("Nederlands").click();
        assertThat(letter("en")).isHidden();
        assertThat(letter("nl").locator("dl")).containsText("Geef bloed in Zwolle");
        assertThat(letter("nl").frameLocator("iframe").locator("body")).containsText("Parkeer achter de hal.");
        page.locator("[id='new:address']").fill("Lindeplein 8");
        page.locator("[id='new:address']").blur();
        assertThat(letter("nl").frameLocator("iframe").locator("body")).containsText("Lindeplein 8");
        assertThat(letter("nl").locator(".sheet")).hasClass(Pattern.compile("computer"));
    }

    @Test
    void staff_send_the_e_mail_to_themselves_before_anybody_else_gets_it() {
        var address = RandomId.next() + "@example.org";
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        button("Send test").click();
        assertThat(page.locator("[id='new:city-error']")).containsText("Please fill this in.");
        assertThat(page.locator("[id='new:city_input']")).isFocused();
        type("new:city_input", "Venlo");
        page.locator("[id='new:note']").fill("Park behind the hall.");
        button("Nederlands").click();
        page.locator("[id='new:to']").fill("noor");

        button("Send test").click();

        assertThat(page.locator("[id='new:to-error']")).containsText("That address has no @.");
        assertThat(page.locator("[id='new:to']")).isFocused();
        page.locator("[id='new:to']").fill(address);
        button("Send test").click();
        assertThat(page.locator("[id='new:tested']")).containsText("The relay took it", SOON);
        assertThat(page.locator("[id='new:tested'] .note")).isFocused();
        looksRight("donation-new-tested");
        await().atMost(PATIENCE)
                .until(() -> MAILBOX.mails().stream()
                        .anyMatch(mail -> mail.recipients().equals(List.of(address))));
        var mail = MAILBOX.mails().stream()
                .filter(sent -> sent.recipients().equals(List.of(address)))
                .findFirst()
                .orElseThrow();
        assertThat(mail.subject()).startsWith("Test: Geef bloed in Venlo");
        assertThat(mail.text()).contains("Park behind the hall.");
        assertThat(count("Venlo")).isZero();
    }

    @Test
    void what_was_wrong_is_right_once_it_is_put_right_and_nothing_that_is_right_is_called_wrong() {
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        button("Announce").click();
        assertThat(page.locator("[id='new:address-error']")).containsText("Please fill this in.");

        page.locator("[id='new:address']").fill("Main street 1");
        page.locator("[id='new:address']").blur();

        assertThat(page.locator("[id='new:address-error']")).hasText("");
        assertThat(page.locator("[id='new:address']")).hasAttribute("aria-invalid", "false");
        assertThat(page.locator("[id='new:city-error']")).containsText("Please fill this in.");
        type("new:city_input", "Almelo");
        assertThat(page.locator("[id='new:city-error']")).hasText("");
        assertThat(page.locator("[id='new:city_input']")).hasAttribute("aria-invalid", "false");
        page.locator("[id='new:start']").fill("2020-01-01T10:00");
        page.locator("[id='new:start']").blur();
        assertThat(page.locator("[id='new:start-error']")).containsText("That moment is past.");
        assertThat(page.locator("[id='new:end-error']")).hasText("");
        looksRight("donation-new-past");
        button(Pattern.compile("^Announce")).click();
        assertThat(page.locator("[id='new:start']")).isFocused();
        assertThat(count("Almelo")).isZero();
    }

    @Test
    void staff_are_told_of_other_donations_near_and_of_donors_who_were_invited_lately() {
        donors("Vollenhove", 2);
        var other = announce("Vollenhove", date.minusDays(3) + "T10:00");
        signInAs("staff");
        open(other);
        assertThat(page.locator("#run-head")).containsText("2 of 2", SOON);
        page.navigate("staff/donation-new.xhtml");

        type("new:city_input", "Vollenhove");

        assertThat(page.getByText("2 donors of Vollenhove were invited within the last week"))
                .isVisible();
        assertThat(page.getByText("takes place within two weeks")).hasCount(0);
        page.locator("[id='new:start']").fill(start);
        page.locator("[id='new:start']").blur();
        assertThat(page.getByText("Another donation in Vollenhove takes place within two weeks of it"))
                .isVisible();
        looksRight("donation-new-others");
        page.locator("[id='new:start']").fill(date.minusDays(60) + "T10:00");
        page.locator("[id='new:start']").blur();
        assertThat(page.getByText("takes place within two weeks")).hasCount(0);
    }

    @Test
    void a_copy_is_the_same_donation_on_a_day_to_come() {
        var donation = announce("Zutphen", start);
        signInAs("staff");
        open(donation);

        link("Copy").click();

        assertThat(page.locator("[id='new:city_input']")).hasValue("Zutphen");
        assertThat(page.locator("[id='new:address']")).hasValue("Sporthal Zuiderhof, Zuiderhof 3");
        assertThat(page.locator("[id='new:start']")).hasValue(date.plusWeeks(1) + "T10:00");
        assertThat(button("Announce and invite nobody"))
                .hasCSS("color", String.valueOf(page.locator("body").evaluate("body => getComputedStyle(body).color")));
        button("Announce and invite nobody").click();
        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
        assertThat(count("Zutphen")).isEqualTo(2);
    }

    @Test
    void what_is_wrong_is_said_at_its_field_and_nothing_is_announced() {
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");

        button("Announce").click();

        assertThat(page.locator("[id='new:city-error']")).containsText("Please fill this in.");
        assertThat(page.locator("[id='new:address-error']")).containsText("Please fill this in.");
        assertThat(page.locator("[id='new:start-error']")).containsText("Please fill this in.");
        assertThat(page.locator("[id='new:city_input']")).isFocused();
        assertThat(page.locator("[id='new:city_input']")).hasAttribute("aria-invalid", "true");
        type("new:city_input", "Almere");
        page.locator("[id='new:address']").fill("Main street 1");
        page.locator("[id='new:start']").fill(start);
        page.locator("[id='new:end']").fill(date + "T09:00");
        button(Pattern.compile("^Announce")).click();
        assertThat(page.locator("[id='new:end-error']")).containsText("must end after it starts");
        assertThat(page.locator("[id='new:end']")).isFocused();
        looksRight("donation-new-refused");
    }

    @Test
    void a_button_that_is_pressed_as_the_dry_run_comes_in_announces_all_the_same() {
        donors("Emmeloord", 2);
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        type("new:city_input", "Emmeloord");
        page.locator("[id='new:address']").fill("Main street 1");
        page.locator("[id='new:start']").fill(start);
        var announce = button("Announce and invite 2");
        announce.hover();
        page.mouse().down();

        page.waitForResponse(
                answer -> answer.request().method().equals("POST"),
                () -> page.locator("[id='new:start']").fill(date + "T11:00"));
        assertThat(page.locator("[id='new:outlook'][aria-busy]")).hasCount(0);
        page.mouse().up();

        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
    }

    @Test
    void a_form_that_is_sent_twice_announces_once() {
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        type("new:city_input", "Monnickendam");
        page.locator("[id='new:address']").fill("Main street 1");
        page.locator("[id='new:start']").fill(start);
        assertThat(button("Announce and invite nobody")).isVisible();

        button("Announce and invite nobody").dblclick();

        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
        assertThat(count("Monnickendam")).isEqualTo(1);
    }

    @Test
    void what_was_announced_already_is_announced_again_only_once_that_is_confirmed() {
        announce("Heerlen", start);
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        type("new:city_input", "Heerlen");
        page.locator("[id='new:address']").fill("Sporthal Zuiderhof, Zuiderhof 3");
        page.locator("[id='new:start']").fill(start);
        assertThat(button("Announce and invite nobody")).isVisible();

        button("Announce and invite nobody").click();

        assertThat(page.getByText("This donation was announced already. Announce it again?"))
                .isVisible();
        assertThat(page.locator("[data-outcome=announced]")).isFocused();
        looksRight("donation-new-again");
        assertThat(count("Heerlen")).isEqualTo(1);
        button("Announce it again").click();
        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
        assertThat(count("Heerlen")).isEqualTo(2);
    }

    @Test
    void what_nobody_has_been_shown_who_would_be_invited_to_is_announced_only_at_the_second_press() {
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        page.locator("[id='new:address']").fill("Main street 1");
        page.locator("[id='new:start']").fill(start);
        type("new:city_input", "Appingedam");
        assertThat(button("Announce and invite nobody")).isVisible();
        page.locator("[id='new:start']").evaluate("(field, time) => field.value = time", date + "T11:00");

        button("Announce and invite nobody").click();

        assertThat(page.getByText("See who will be invited, then announce it.")).isVisible();
        assertThat(page.locator("[data-outcome=unseen]")).isFocused();
        assertThat(count("Appingedam")).isZero();
        button("Announce and invite nobody").click();
        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
        assertThat(count("Appingedam")).isEqualTo(1);
    }

    @Test
    void with_the_keyboard_only_a_donation_is_announced_and_its_run_paused_and_resumed() {
        donors("Leeuwarden", 3);
        MAILBOX.disconnect();
        try {
            signInAs("staff");
            page.navigate("staff/donation-new.xhtml");
            tabTo("city_input");
            page.keyboard().type("Leeuwarden");
            page.keyboard().press("Escape");
            page.keyboard().press("Tab");
            page.keyboard().type("Main street 1");
            page.keyboard().press("Tab");
            page.keyboard().type("1212" + date.getYear());
            page.keyboard().press("Tab");
            page.keyboard().type("1000a");
            assertThat(page.locator("[id='new:start']")).hasValue(start);
            tabTo("announce");
            assertThat(button("Announce and invite 3")).isFocused();

            page.keyboard().press("Enter");

            page.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
            assertThat(page.locator("#run-head")).containsText("Running", SOON);
            tabTo("pause");
            page.keyboard().press("Enter");
            assertThat(page.locator("#run-head")).containsText("Paused");
            assertThat(page.locator("#run-note")).containsText("Paused by staff");
            assertThat(page.locator("#announced")).hasText("Paused");
            assertThat(button("Resume")).isFocused();
            assertThat(button("Pause")).isHidden();
            looksRight("donation-paused");
            page.keyboard().press("Enter");
            assertThat(page.locator("#run-head")).containsText("Running");
        } finally {
            MAILBOX.reconnect();
        }
        assertThat(page.locator("#run-head")).containsText("Finished", SOON);
    }

    /** The e-mail in that language on the page. */
    private Locator letter(String language) {
        return page.locator("[data-letter=" + language + "]");
    }

    /** Presses the tab key until the control whose id ends like that has the focus. */
    private void tabTo(String id) {
        await().atMost(PATIENCE).until(() -> {
            page.keyboard().press("Tab");
            return (Boolean) page.evaluate("id => document.activeElement.id.endsWith(id)", ":" + id);
        });
    }
}
