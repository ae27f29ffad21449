package org.savealife.donor.web;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorTables;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/** Donors and the pages for staff, for tests in a browser. */
abstract class DonorBrowserIT extends BrowserIT {

    /** Each test has cities and addresses of its own, short ones because of the pictures. */
    final String unique = RandomId.next().substring(0, 8);

    final String city = "Haarlem " + unique;
    final String domain = unique + ".example.org";

    DonorRepository donors;

    @BeforeEach
    void connect() {
        donors = new DonorTables(new TestTables(DATABASE.endpoint())).donors;
    }

    Donor stored(DonorBuilder builder) {
        var donor = builder.build();
        donors.add(donor);
        return donor;
    }

    Locator row(String name) {
        return page.locator("#list tbody tr").filter(new Locator.FilterOptions().setHasText(name));
    }

    Locator rows() {
        return page.locator("#list .rowlink");
    }

    void search() {
        button("Search").click();
    }

    Locator link(String name) {
        return page.locator("main").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
    }

    Locator button(String name) {
        return page.locator("main").getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    void confirmed(String name) {
        button(name).click();
        agree(name);
    }

    void agree(String name) {
        asked(name).click();
    }

    /** The button with that name in the dialog that asks for confirmation. */
    Locator asked(String name) {
        return page.locator(".ui-confirm-dialog")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }
}
