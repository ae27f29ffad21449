package org.savealife.donor.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.donor.BloodType;

/** How staff find donors in lists, in a browser. */
class DonorsPageIT extends DonorBrowserIT {

    private static final int PHONE = 390;

    @Test
    void staff_find_donors_by_name_address_city_type_and_status() {
        var zoe = stored(
                aDonor().named("Zoë").withEmail("zoe@" + domain).from(city).ofType(BloodType.O_NEGATIVE));
        var anna = stored(aDonor().named("Anna").withEmail("a.bakker@" + domain).from(city));
        signInAs("viewer");
        page.navigate("staff/donors.xhtml");

        page.locator("#q").fill("zoe");
        page.locator("#city").fill(city);
        page.keyboard().press("Enter");
        assertThat(rows()).hasText(new String[] {"Zoë"});
        looksRight("staff-donors-found");

        page.locator("#q").fill(anna.email().value());
        search();
        assertThat(rows()).hasText(new String[] {"Anna"});

        page.locator("#q").fill("");
        page.locator("#type").selectOption("O-");
        search();
        assertThat(rows()).hasText(new String[] {"Zoë"});

        page.locator("#status").selectOption("unsubscribed");
        search();
        assertThat(page.locator("#matches")).hasText("Nobody matches");
        looksRight("staff-donors-none");
        donors.unsubscribe(zoe.id(), Instant.parse("2026-01-02T00:00:00Z"));
        page.reload();
        assertThat(rows()).hasText(new String[] {"Zoë"});
    }

    @Test
    void the_list_shows_each_donors_type_city_and_status() {
        stored(aDonor().named("Fenna").withEmail("fenna.k@" + domain).from(city).ofType(BloodType.AB_NEGATIVE));
        stored(aDonor().named("Imke").withEmail("imke@" + domain).from(city));
        var thijs = stored(
                aDonor().named("Thijs").withEmail("thijs@" + domain).from(city).ofType(BloodType.O_POSITIVE));
        var lotte = stored(
                aDonor().named("Lotte").withEmail("lotte@" + domain).from(city).ofType(BloodType.A_POSITIVE));
        donors.unsubscribe(thijs.id(), Instant.parse("2026-01-02T00:00:00Z"));
        donors.suppress(lotte.id(), "bounced: 550 5.1.1 User unknown");
        signInAs("staff");

        page.navigate("staff/donors.xhtml?city=" + city);

        assertThat(row("Fenna")).containsText("AB\u2212");
        assertThat(row("Imke")).containsText("Unknown");
        assertThat(row("Thijs")).containsText("Stopped e-mails");
        assertThat(row("Lotte")).containsText("Mail came back");
        looksRight("staff-donors");
    }

    @Test
    void the_list_says_how_many_match_and_comes_in_the_order_that_is_chosen() {
        var first = Instant.parse("2026-01-02T00:00:00Z");
        stored(aDonor().named("Bea").from(city).signedUpAt(first));
        stored(aDonor().named("Anna").from(city).signedUpAt(first.plusSeconds(1)));
        stored(aDonor().named("Coen").from(city).signedUpAt(first.plusSeconds(2)));
        signInAs("viewer");
        page.navigate("staff/donors.xhtml?city=" + city);
        assertThat(page.locator("#matches")).hasText("3 donors match");

        page.locator("#sort").selectOption("name");
        search();
        assertThat(rows()).hasText(new String[] {"Anna", "Bea", "Coen"});
        page.locator("#sort").selectOption("newest");
        search();
        assertThat(rows()).hasText(new String[] {"Coen", "Anna", "Bea"});
        looksRight("staff-donors-sorted");
        page.locator("#q").fill("anna");
        search();
        assertThat(page.locator("#matches")).hasText("1 donor matches");

        rows().first().click();
        assertThat(page).hasTitle(Pattern.compile("^Anna, " + city));
        looksRight("staff-donor-titled");
    }

    @Test
    void the_long_name_of_a_city_leaves_a_donor_readable_on_a_phone() {
        var longest = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch " + unique;
        stored(aDonor().named("Anna").withEmail("anna.vandenberg@" + domain).from(longest));
        signInAs("viewer");
        page.setViewportSize(PHONE, 860);

        page.navigate("staff/donors.xhtml?city=" + longest);

        assertThat(page.locator("#list td.m-1").boundingBox().width).isGreaterThan(PHONE / 3.0);
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
    }

    @Test
    void a_long_list_is_walked_forth_and_back_page_by_page() {
        for (var number = 0; number < 60; number++) {
            stored(aDonor().from(city));
        }
        signInAs("viewer");
        page.navigate("staff/donors.xhtml?city=" + city);

        assertThat(rows()).hasCount(25);
        var first = page.locator("#list .sub").allTextContents();
        link("Next").click();
        assertThat(page.getByText("Page 2")).isVisible();
        assertThat(page.locator("#list .sub").allTextContents()).doesNotContainAnyElementsOf(first);
        link("Next").click();
        assertThat(rows()).hasCount(10);
        assertThat(link("Next")).hasCount(0);
        link("Previous").click();
        link("Previous").click();
        assertThat(page.locator("#list .sub")).hasText(first.toArray(String[]::new));
    }

    @Test
    void two_cities_that_are_one_are_merged() {
        for (var number = 0; number < 3; number++) {
            stored(aDonor().from("Oosterhout " + unique));
        }
        var moving = stored(aDonor().from("Osterhout " + unique));
        signInAs("staff");
        page.navigate("staff/cities.xhtml?q=" + unique);
        assertThat(page.locator("#list tbody tr")).hasCount(2);
        looksRight("staff-cities");

        page.locator("[id='cities:from']").fill("Osterhout " + unique);
        page.locator("[id='cities:to']").fill("Oosterhout " + unique);
        page.locator("[id='cities:merge']").click();
        looksRight("staff-cities-ask");
        agree("Merge them");
        assertThat(page.getByText("are moving to Oosterhout " + unique)).isVisible();
        assertThat(page.getByText("1 donor has moved"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
        looksRight("staff-cities-merged");

        page.navigate("staff/donor.xhtml?id=" + moving.id());
        assertThat(page.locator(".dl")).containsText("Oosterhout " + unique);
        page = newProfile().newPage();
        signInAs("viewer");
        page.navigate("staff/cities.xhtml");
        assertThat(page.locator("[id='cities:from']")).hasCount(0);
    }

    @Test
    void the_way_back_from_a_donor_leads_to_the_list_as_it_was() {
        for (var number = 0; number < 30; number++) {
            stored(aDonor().named("Zoë").from(city));
        }
        signInAs("staff");
        page.navigate("staff/donors.xhtml?city=" + city + "&status=subscribed");
        link("Next").click();
        assertThat(page.getByText("Page 2")).isVisible();
        var list = page.url();

        rows().first().click();
        confirmed("Stop e-mails");
        assertThat(page.getByText("This donor is not invited any more.")).isVisible();
        page.locator(".crumb a").click();

        assertThat(page).hasURL(list);
    }

    @Test
    void a_viewer_sees_donors_and_can_change_nothing() {
        var donor = stored(aDonor().from(city));
        var name = signInAs("viewer");
        page.navigate("staff/donor.xhtml?id=" + donor.id());

        assertThat(page.locator("main button")).hasCount(0);
        expectStatus(403);
        for (var path : List.of(
                "staff/donor-edit.xhtml",
                "staff/donor-edit.xhtml?id=" + donor.id(),
                "staff/donors-import.xhtml",
                "staff/donors.csv",
                "staff/run.csv?id=" + donor.id(),
                "staff/audit.csv")) {
            assertThat(page.request().get(path).status()).as(path).isEqualTo(403);
        }
        for (var call : List.of("unsubscribe", "subscribe", "unsuppress")) {
            savealife
                    .as(name)
                    .post("api/donor/" + donor.id() + "/" + call)
                    .then()
                    .statusCode(403);
        }
        savealife.as(name).delete("api/donor/" + donor.id()).then().statusCode(403);
        assertThat(donors.find(donor.id())).contains(donor);
    }

    @Test
    void staff_export_what_they_have_filtered_as_csv() throws IOException {
        stored(aDonor().named("Zoë").from(city).withEmail("=cmd@" + domain));
        stored(aDonor().named("Anna").from("Leiden " + city));
        signInAs("staff");
        page.navigate("staff/donors.xhtml?city=" + city);

        var download = page.waitForDownload(() -> link("Export CSV").click());

        var lines = Files.readAllLines(download.path());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("\uFEFFfirst_name,email,type,city,language,status,signed_up_at");
        assertThat(lines.get(1)).startsWith("Zoë,\"'=cmd").contains(city);
    }
}
