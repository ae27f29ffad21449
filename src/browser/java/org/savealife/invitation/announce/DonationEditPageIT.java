package org.savealife.invitation.announce;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.DonationBrowserIT;

/** How staff change a donation in a browser. */
class DonationEditPageIT extends DonationBrowserIT {

    @Test
    void staff_see_what_changes_and_how_many_are_told_before_they_save_it() {
        donors("Gouda", 3);
        var donation = announce("Gouda", start);
        var name = signInAs("staff");
        open(donation);
        assertThat(page.locator("#run-head")).containsText("3 of 3", SOON);

        link("Change").click();
        assertThat(page.locator("h1")).hasText("Change the donation in Gouda");
        assertThat(page.locator("[id='edit:start']")).hasValue(start);
        assertThat(page.locator("[id='edit:changes']")).containsText("Nothing yet");
        type("edit:start", date + "T12:30");
        type("edit:note", "Use the back door.");

        assertThat(page.locator("[id='edit:changes'] del")).containsText("10:00");
        assertThat(page.locator("[id='edit:changes'] ins").first()).containsText("12:30");
        assertThat(page.locator("[id='edit:changes']")).containsText("Use the back door.");
        assertThat(button("Save and tell 3 donors")).isVisible();
        assertThat(page.locator("[id='edit:letter'] .preview:visible"))
                .containsText("Changed: blood donation in Gouda");
        assertThat(page.frameLocator("[id='edit:letter'] .preview:visible iframe")
                        .locator("body"))
                .containsText("Use the back door.");
        looksRight("donation-edit");
        button("Save and tell 3 donors").click();
        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id=" + donation));
        assertThat(page.locator(".head")).containsText("From 12:30");
        assertThat(page.locator("#timeline li")).hasCount(2);
        assertThat(page.locator("#timeline li").last()).containsText("Changed");
        assertThat(page.locator("#timeline li").last()).containsText(name);
        assertThat(page.locator("#timeline li").last()).containsText("All who were invited are told");
        looksRight("donation-changed");
        staff().get("api/donation/" + donation)
                .then()
                .body("datetime", startsWith(date + "T12:30"), "note", equalTo("Use the back door."))
                .body("sequence", equalTo(1));
    }

    @Test
    void the_mail_is_that_of_those_who_are_told_and_none_if_nobody_is() {
        var donation = announce("Geldermalsen", start);
        signInAs("staff");
        page.navigate("staff/donation-edit.xhtml?id=" + donation);
        assertThat(page.locator("[id='edit:letter']")).containsText("No e-mail is sent");

        type("edit:address", "Station");
        assertThat(page.locator("[id='edit:letter']")).containsText("To those who were invited");
        page.locator("[id='edit:told']").selectOption("booked");
        assertThat(page.frameLocator("[id='edit:letter'] .preview:visible iframe")
                        .locator("body"))
                .containsText("You still have your place.");
        page.locator("[id='edit:told']").selectOption("nobody");

        assertThat(page.locator("[id='edit:letter']")).containsText("No e-mail is sent");
    }

    @Test
    void staff_change_the_seats_and_are_refused_other_slots_once_somebody_is_booked() {
        var donors = donors("Buren", 1);
        var donation = savealife.announce(Map.of(
                "city",
                "Buren",
                "address",
                "Markt 1",
                "datetime",
                start,
                "ends_at",
                date + "T11:00",
                "slot_minutes",
                30,
                "seats_per_slot",
                1));
        book(donation, donors.get(0).id());
        signInAs("staff");
        page.navigate("staff/donation-edit.xhtml?id=" + donation);
        type("edit:slot", "15");

        assertThat(page.locator("[id='edit:slot-error']"))
                .hasText("Donors have booked already. You can change the seats, but not the slots.");
        looksRight("donation-edit-slots");
        type("edit:slot", "30");
        type("edit:per-slot", "3");
        assertThat(page.locator("[id='edit:slot-error']")).hasText("");
        assertThat(page.locator("[id='edit:changes'] ins")).hasText("3");
        button("Save").click();

        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id=" + donation));
        assertThat(page.locator("#seats li").first()).containsText("1 of 3");
        staff().get("api/donation/" + donation).then().body("seats_per_slot", equalTo(3), "sequence", equalTo(null));
    }

    private void book(String donation, String donor) {
        staff().contentType(ContentType.JSON)
                .body(Map.of("donor_id", donor, "slot", date + "T10:00:00+01:00"))
                .post("api/donation/" + donation + "/visits")
                .then()
                .statusCode(201);
    }

    @Test
    void who_saves_after_a_colleague_sees_both_versions_and_overwrites_only_what_they_typed() {
        var donation = announce("Weesp", start);
        signInAs("staff");
        page.navigate("staff/donation-edit.xhtml?id=" + donation);
        type("edit:address", "Station");
        change(donation, Map.of("address", "Town hall", "note", "Ring the bell.", "notify", "nobody"));

        button("Save").click();

        assertThat(page.locator("[id='edit:said'] .note")).isFocused();
        assertThat(page.locator("[id='edit:said']")).containsText("Somebody else has changed this donation");
        assertThat(page.locator("[id='edit:changes'] del")).hasText("Town hall");
        assertThat(page.locator("[id='edit:changes'] ins")).hasText("Station");
        assertThat(page.locator("[id='edit:note']")).hasValue("Ring the bell.");
        looksRight("donation-edit-stale");
        button("Save").click();
        page.waitForURL(Pattern.compile("donation\\.xhtml\\?id=" + donation));
        staff().get("api/donation/" + donation)
                .then()
                .body("address", equalTo("Station"), "note", equalTo("Ring the bell."), "sequence", equalTo(2));
    }

    @Test
    void who_saves_after_a_colleague_may_discard_their_own() {
        var donation = announce("Muiden", start);
        signInAs("staff");
        page.navigate("staff/donation-edit.xhtml?id=" + donation);
        type("edit:address", "Station");
        change(donation, Map.of("address", "Town hall", "notify", "nobody"));
        button("Save").click();

        button("Discard mine").click();

        assertThat(page.locator("[id='edit:address']")).hasValue("Town hall");
        assertThat(page.locator("[id='edit:changes']")).containsText("Nothing yet");
        assertThat(page.locator("[id='edit:said'] .note")).hasCount(0);
    }

    @Test
    void what_could_not_be_announced_is_refused_at_its_field() {
        var donation = announce("Bunnik", start);
        signInAs("staff");
        page.navigate("staff/donation-edit.xhtml?id=" + donation);
        type("edit:end", date + "T09:00");

        assertThat(page.locator("[id='edit:end-error']")).hasText("The donation must end after it starts.");
        assertThat(page.locator("[id='edit:end']")).hasAttribute("aria-invalid", "true");
        button("Save").click();
        assertThat(page.locator("[id='edit:end']")).isFocused();
        looksRight("donation-edit-refused");
        staff().get("api/donation/" + donation).then().body("sequence", equalTo(null));
    }

    @Test
    void a_donation_that_was_called_off_is_not_changed_in_dutch_either() {
        var donation = announce("Baarn", start);
        staff().post("api/donation/" + donation + "/cancel").then().statusCode(200);
        signInAs("staff");
        page.navigate("staff/donation-edit.xhtml?id=" + donation);

        link("Nederlands").click();

        assertThat(page.locator("main .note.warn[role=alert]:visible"))
                .hasText("Het donatiemoment is afgelast en kan niet meer worden gewijzigd. Kondig een nieuw aan.");
        assertThat(page.locator("#edit")).hasCount(0);
        open(donation);
        assertThat(link("Wijzigen")).hasCount(0);
        assertThat(page.locator("#timeline")).containsText("Afgelast");
    }

    private static void change(String donation, Map<String, String> fields) {
        staff().contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(fields)
                .put("api/donation/" + donation)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification staff() {
        return given().auth().preemptive().basic(STAFF, STAFF);
    }
}
