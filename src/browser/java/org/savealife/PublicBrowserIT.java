package org.savealife;

import com.microsoft.playwright.Page;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.savealife.fixture.BrowserIT;
import org.savealife.fixture.Savealife;

/** The public pages, for tests in a browser: a donor of each test, who fills in the form. */
abstract class PublicBrowserIT extends BrowserIT {

    final String email = Savealife.newAddress();

    final void fillIn(String firstName, String address, String city) {
        fillIn("First name", firstName, "E-mail", address, "City", city);
    }

    final void fillIn(String... labelsAndValues) {
        for (var i = 0; i < labelsAndValues.length; i += 2) {
            page.getByLabel(labelsAndValues[i], new Page.GetByLabelOptions().setExact(true))
                    .fill(labelsAndValues[i + 1]);
        }
    }

    /** Announces a donation so many days from now; returns its id. */
    final String announce(String city, String address, int days) {
        return savealife.announce(city, address, LocalDate.now(ZoneOffset.UTC).plusDays(days) + "T10:00:00");
    }

    /** The donor of this test, as the API shows staff. */
    final Map<String, Object> donor(String city) {
        return savealife.donor(city, email);
    }
}
