package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationsPage;
import org.savealife.platform.Cursor;
import org.savealife.platform.LiveTopic;

/** The list of donations with their runs, {@code /staff/live/donations}: as far as its first page goes. */
@ApplicationScoped
public class DonationsWatch implements LiveTopic {

    @Inject
    CalendarRepository calendar;

    @Inject
    RunRepository runs;

    @Override
    public String name() {
        return "donations";
    }

    @Override
    public String state(String id) {
        var donations = calendar.list(
                        CalendarRepository.When.ALL, Optional.empty(), Cursor.NONE, DonationsPage.PAGE)
                .entries();
        return donations.toString()
                + runs.findAll(donations.stream().map(Donation::id).toList());
    }
}
