package org.savealife.invitation.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationChange;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** What became of the donation on {@link DonationPage}: announced, changed, called off; when and by whom. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class TimelinePage {

    /** Entries of the audit log of one donation that are searched. */
    private static final int SEARCHED = 100;

    /** How far the clocks of two nodes may differ, and how long a request may take. */
    private static final Duration NEARLY = Duration.ofMinutes(1);

    private final DonationPage page;
    private final DonationRepository donations;
    private final AuditLog audit;
    private final DifferenceTexts differences;
    private final MessageBundle texts;
    private final DateTimeTexts times;

    private @Nullable Donation shown;
    private List<Event> events = List.of();

    @Inject
    public TimelinePage(
            DonationPage page,
            DonationRepository donations,
            AuditLog audit,
            DifferenceTexts differences,
            MessageBundle texts,
            DateTimeTexts times) {
        this.page = page;
        this.donations = donations;
        this.audit = audit;
        this.differences = differences;
        this.texts = texts;
        this.times = times;
    }

    /**
     * An event in the donation's life.
     *
     * @param icon its name in {@code icons.svg}
     * @param when when and by whom; "" if that is not known
     * @param note whom to tell, or why; "" for nothing
     */
    public record Event(String icon, String title, String when, List<DifferenceTexts.Line> changes, String note) {

        public Event {
            changes = List.copyOf(changes);
        }
    }

    /** The oldest event first. They are read again if the donation has changed in this request. */
    public List<Event> getEvents() {
        var donation = page.getDonation();
        if (!donation.equals(shown)) {
            events = events(donation);
            shown = donation;
        }
        return events;
    }

    private List<Event> events(Donation donation) {
        var found = new ArrayList<Event>();
        found.add(announced(donation));
        var changes = donations.changes(donation);
        changes.stream().map(this::event).forEach(found::add);
        if (donation.cancelled() && changes.stream().noneMatch(DonationChange::cancellation)) {
            found.add(calledOffBefore(donation));
        }
        return found;
    }

    private Event announced(Donation donation) {
        var at = donation.createdAt();
        var by = entry(donation, "donation.create", at.minus(NEARLY), at.plus(NEARLY))
                .map(AuditLog.Entry::caller)
                .orElse("");
        return new Event("calendar", texts.get("timeline.announced"), when(at, by), List.of(), "");
    }

    private Event event(DonationChange change) {
        var told = texts.get("timeline.told." + change.told().word());
        return change.cancellation()
                ? new Event(
                        "cross",
                        texts.get("timeline.called-off"),
                        when(change.at(), change.by()),
                        List.of(),
                        change.cancelReason().isEmpty() ? told : change.cancelReason() + " – " + told)
                : new Event(
                        "pencil",
                        texts.get("timeline.changed"),
                        when(change.at(), change.by()),
                        differences.lines(change.differences()),
                        told);
    }

    /** An earlier release called it off, which kept no versions. */
    private Event calledOffBefore(Donation donation) {
        var when = entry(donation, "donation.cancel", AuditLog.Wanted.ALL.from(), AuditLog.Wanted.ALL.to())
                .map(entry -> when(entry.at(), entry.caller()))
                .orElse("");
        return new Event("cross", texts.get("timeline.called-off"), when, List.of(), "");
    }

    private Optional<AuditLog.Entry> entry(Donation donation, String action, Instant from, Instant to) {
        var wanted = new AuditLog.Wanted("", donation.id(), from, to);
        return audit.list(wanted, new ListingQuery(SEARCHED, Cursor.NONE)).entries().stream()
                .filter(entry -> entry.action().equals(action))
                .findFirst();
    }

    private String when(Instant at, String by) {
        return by.isEmpty() ? times.dated(at) : times.dated(at) + ", " + by;
    }
}
