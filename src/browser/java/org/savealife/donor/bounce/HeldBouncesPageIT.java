package org.savealife.donor.bounce;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorTables;
import org.savealife.fixture.BrowserIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.SilentAudit;
import org.savealife.platform.dynamodb.TestTables;

/** Staff decide about donors whose mail bounces together with that of many others. */
class HeldBouncesPageIT extends BrowserIT {

    private static final int MANY = 22;

    private final String provider = RandomId.next().substring(0, 8) + ".example";

    private DonorRepository donors;
    private BounceCircuitBreaker brake;

    @BeforeEach
    void connect() {
        var tables = new TestTables(DATABASE.endpoint());
        donors = new DonorTables(tables).donors;
        brake = StoredBounces.brake(tables, donors, new SilentAudit(tables), Clock.systemUTC());
    }

    @Test
    void the_dashboard_leads_an_admin_to_the_bounces_and_one_button_puts_all_of_them_aside() {
        var held = held();
        signInAsNew("admin");
        page.navigate("staff/index.xhtml");
        assertThat(page.locator("main")).containsText("Mail of many donors came back at once");

        page.navigate("staff/mail.xhtml");
        assertThat(group()).containsText(MANY + " donors at " + provider);
        assertThat(group()).containsText("550 5.1.1 User unknown");
        looksRight("mail-bounces");
        decide("Put these " + MANY + " donors aside");

        assertThat(page.getByText("They were put aside.")).isVisible();
        assertThat(group()).hasCount(0);
        assertThat(held).allMatch(donor -> suppression(donor).equals("bounced: 550 5.1.1 User unknown"));
        page.navigate("staff/audit.xhtml");
        assertThat(page.locator("main")).containsText("Put all aside whose mail came back at once");
    }

    @Test
    void another_button_leaves_all_of_them_in() {
        var held = held();
        signInAsNew("admin");
        page.navigate("staff/mail.xhtml");

        decide("Leave them in");

        assertThat(page.getByText("They are invited as before.", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(group()).hasCount(0);
        assertThat(held).allMatch(donor -> suppression(donor).isEmpty());
    }

    private void decide(String name) {
        group().getByText(name).click();
        page.locator(".ui-confirmdialog-yes").click();
    }

    private Locator group() {
        return page.locator("[id='held:bounces'] .note.warn").filter(new Locator.FilterOptions().setHasText(provider));
    }

    private List<Donor> held() {
        var bounced = IntStream.range(0, MANY)
                .mapToObj(number -> aDonor().withEmail(number + "@" + provider)
                        .from("Haarlem " + RandomId.next())
                        .build())
                .toList();
        bounced.forEach(donor -> {
            donors.add(donor);
            brake.lets(donor, "bounced: 550 5.1.1 User unknown");
        });
        return bounced;
    }

    private String suppression(Donor donor) {
        return donors.find(donor.id()).orElseThrow().suppression();
    }
}
