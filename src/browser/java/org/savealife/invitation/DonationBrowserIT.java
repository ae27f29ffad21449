package org.savealife.invitation;

import static org.savealife.donor.DonorBuilder.aDonor;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredCities;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.BrowserIT;

/** Donations and the pages for staff, for tests in a browser. */
public abstract class DonationBrowserIT extends BrowserIT {

    protected static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    protected static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    /** Day and month are the same number, as the browser's language decides which is typed first. */
    protected final LocalDate date = LocalDate.of(Year.now(ZONE).getValue() + 1, 12, 12);

    protected final String start = date + "T10:00";

    protected List<Donor> donors(String city, int count) {
        StoredCities.register(DYNAMO_DB, city);
        var types = BloodType.values();
        return StoredDonors.add(
                DYNAMO_DB,
                "savealife",
                IntStream.range(0, count)
                        .mapToObj(number -> aDonor().from(city)
                                .ofType(types[number % types.length])
                                .build())
                        .toList());
    }

    protected final String announce(String city, String start) {
        return savealife.announce(city, "Sporthal Zuiderhof, Zuiderhof 3", start);
    }

    protected final int count(String city) {
        List<?> donations = savealife
                .asStaff()
                .queryParam("city", city)
                .get("api/donations")
                .then()
                .extract()
                .path("donations");
        return donations.size();
    }

    protected void open(String donation) {
        page.navigate("staff/donation.xhtml?id=" + donation);
    }

    protected void type(String id, String text) {
        type(page, id, text);
    }

    /** Types as a person does, and leaves the field. */
    protected static void type(Page tab, String id, String text) {
        var field = tab.locator("[id='" + id + "']");
        field.fill(text);
        field.press("Escape");
        field.blur();
    }

    protected Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    protected Locator button(Pattern name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    protected Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
