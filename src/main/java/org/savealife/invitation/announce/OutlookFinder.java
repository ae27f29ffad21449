package org.savealife.invitation.announce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donor.city.CitySuggestion;
import org.savealife.donor.store.CityRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.mail.Mailer;
import org.savealife.platform.i18n.DurationTexts;

/** Finds out whom a donation would reach, and what else staff should know before they announce it. */
@ApplicationScoped
public class OutlookFinder {

    private final CalendarRepository calendar;
    private final RunRepository runs;
    private final DonorRepository donors;
    private final CityRepository cities;
    private final Mailer mailer;
    private final ThroughputEstimate throughput;
    private final DurationTexts durations;
    private final Clock clock;
    private final ZoneId zone;

    @Inject
    public OutlookFinder(
            CalendarRepository calendar,
            RunRepository runs,
            DonorRepository donors,
            CityRepository cities,
            Mailer mailer,
            ThroughputEstimate throughput,
            DurationTexts durations,
            Clock clock,
            ZoneId zone) {
        this.calendar = calendar;
        this.runs = runs;
        this.donors = donors;
        this.cities = cities;
        this.mailer = mailer;
        this.throughput = throughput;
        this.durations = durations;
        this.clock = clock;
        this.zone = zone;
    }

    /** @param foreseen the donation of the draft, with placeholders for what is missing */
    Outlook of(DonationDraft draft, Donation foreseen) {
        var run = DryRun.of(foreseen, donors, clock.instant());
        var quota = mailer.quota();
        var takes = run.takes(throughput.perSecond()).map(durations::words).orElse("");
        var beyondQuota = quota.leftToday() >= 0 && run.invited() > quota.leftToday();
        var near = CitySuggestion.of(
                foreseen.city(),
                run.donors(),
                cities.known(),
                other -> draft.in(other.name())
                        .foreseen(clock.instant(), zone)
                        .map(there -> DryRun.of(there, donors, clock.instant()).donors())
                        .orElse(0L));
        var others = OtherDonations.of(foreseen, calendar, runs, clock.instant());
        return new Outlook(
                true,
                run,
                takes,
                beyondQuota,
                near.map(CitySuggestion::city).orElse(""),
                near.map(CitySuggestion::donors).orElse(0L),
                draft.start().isBlank() ? List.of() : others.near(),
                others.invited().orElse(null));
    }
}
