package org.savealife.visit.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.restassured.http.ContentType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.Savealife;
import org.savealife.invitation.DonationBrowserIT;

/** How donors answer an invitation, and how staff see who comes, in a browser. */
class AnswerBrowserIT extends DonationBrowserIT {

    @Test
    void a_donor_books_moves_gives_up_and_waits_on_a_page_that_needs_no_script() {
        var donors = donors("Bunnik", 2);
        var donation = announceWithSlots("Bunnik", 1);
        var link = "r/" + TestTokens.of(DYNAMO_DB, donation, donors.get(0).id());
        var others = "r/" + TestTokens.of(DYNAMO_DB, donation, donors.get(1).id());
        try (var without = profile.browser()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(baseUri.toString())
                        .setJavaScriptEnabled(false)
                        .setTimezoneId("Europe/Amsterdam"))) {
            var plain = without.newPage();
            plain.navigate(link + "?at=" + date + "T09:15:00Z");
            assertThat(plain.locator("h1")).hasText("Can you come?");
            plain.locator("button.primary").click();
            assertThat(plain.locator("h1")).hasText("You are coming");
            assertThat(plain.getByRole(AriaRole.STATUS)).containsText("10:15");
        }

        page.navigate(others);
        looksRight("answer");
        page.locator("button[value$='09:00:00Z']").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("You are coming");
        looksRight("answer-booked");
        page.navigate(link);
        press(page, "I cannot come after all");
        assertThat(page.locator("h1")).hasText("You are not coming");
        looksRight("answer-given-up");
        page.navigate(others);
        page.locator("button[value$='09:15:00Z']").first().click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("10:15");

        expectStatus(404);
        page.navigate("r/none-of-ours");
        assertThat(page.locator("h1")).hasText("This link does not work");
        looksRight("answer-unknown");
        assertThat(profile.cookies()).isEmpty();
    }

    @Test
    void staff_announce_slots_see_them_taken_without_reloading_and_book_for_a_donor_who_phones() {
        var booked = savealife.addDonor("Houten");
        var phones = Savealife.newAddress();
        savealife.addDonor(Map.of("first_name", "Zoë", "email", phones, "city", "Houten"));
        signInAs("staff");
        page.navigate("staff/donation-new.xhtml");
        type("new:city_input", "Houten");
        page.locator("[id='new:address']").fill("Het Rond 1");
        page.locator("[id='new:start']").fill(start);
        page.locator("[id='new:slot']").fill("15");
        page.locator("[id='new:per-slot']").fill("1");
        page.locator("[id='new:per-slot']").blur();
        assertThat(page.locator("[id='new:slot-error']")).containsText("Please say when the donation ends");
        page.locator("[id='new:end']").fill(date + "T10:30");
        page.locator("[id='new:end']").blur();
        assertThat(page.locator("[id='new:slot-error']")).hasText("");
        assertThat(page.locator("#invited")).hasText("2");
        looksRight("donation-new-slots");
        button("Announce and invite 2").click();
        page.waitForURL(url -> url.contains("donation.xhtml?id="));
        var donation = page.url().replaceFirst(".*id=", "");
        assertThat(page.locator("#seats li")).hasCount(2);

        given().contentType(ContentType.JSON)
                .body(Map.of("answer", "yes", "slot", date + "T09:00:00Z"))
                .put("api/invitation/{token}/answer", TestTokens.of(DYNAMO_DB, donation, booked))
                .then()
                .statusCode(200);
        assertThat(page.locator("#seats li").first()).containsText("1 of 1", SOON);
        looksRight("donation-seats");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("List and booking"))
                .click();
        assertThat(page.locator("#list tbody tr")).hasCount(1);
        page.locator("#who").fill(phones);
        press(page, "Search");
        looksRight("visits-book");
        page.locator("#book-donor .found button").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The seat is booked.");
        page.navigate("staff/visits.xhtml?id=" + donation);
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        looksRight("visits");
        page.navigate("staff/visits.xhtml?id=" + donation + "&print=yes");
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        looksRight("visits-print");
        page.navigate("staff/visits.xhtml?id=" + donation);
        page.locator("#list tbody button").first().click();
        page.locator(".ui-confirm-dialog button")
                .getByText("Cancel", new Locator.GetByTextOptions().setExact(true))
                .last()
                .click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The seat is free.");
    }

    @Test
    void the_landing_page_says_how_many_seats_are_free() {
        announceWithSlots("Vianen", 4);

        page.navigate("?in=Vianen");

        assertThat(page.locator("#donations")).containsText("8 of 8 seats free");
        looksRight("index-seats");
    }

    /** Half an hour, two slots. */
    private String announceWithSlots(String city, int seats) {
        return given().auth()
                .preemptive()
                .basic(STAFF, STAFF)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "city",
                        city,
                        "address",
                        "Zuiderhof 3",
                        "datetime",
                        start,
                        "ends_at",
                        date + "T10:30",
                        "slot_minutes",
                        15,
                        "seats_per_slot",
                        seats))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
