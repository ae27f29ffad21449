package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationsPage;
import org.savealife.donor.City;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.sse.LiveTopic;

/** The first page of a list of donations with their runs: {@code /staff/live/donations/<when>/<city or nothing>}. */
@ApplicationScoped
public class DonationsLiveTopic implements LiveTopic {

    private final CalendarRepository calendar;
    private final RunRepository runs;

    @Inject
    public DonationsLiveTopic(CalendarRepository calendar, RunRepository runs) {
        this.calendar = calendar;
        this.runs = runs;
    }

    @Override
    public String name() {
        return "donations";
    }

    @Override
    public String state(String id) {
        var filter = id.split("/", 2);
        var city = Optional.of(filter[filter.length - 1]).filter(name -> filter.length > 1 && !name.isBlank());
        var donations = calendar.list(
                        CalendarRepository.When.ofWord(filter[0]), city.map(City::of), Cursor.NONE, DonationsPage.PAGE)
                .entries();
        return donations.toString()
                + runs.findAll(donations.stream().map(Donation::id).toList());
    }
}
