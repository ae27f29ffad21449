package org.savealife.invitation.told;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationChange;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.web.DifferenceTexts;
import org.savealife.invitation.web.DonationPage;
import org.savealife.invitation.web.RunParameter;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * What became of the donation on {@link DonationPage}: announced, changed, reminded of, called off; when and by whom.
 * Each event leads to the run that has told the donors.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class TimelinePage {

    /** Entries of the audit log of one donation that are searched. */
    private static final int SEARCHED = 100;

    /** How far the clocks of two nodes may differ, and how long a request may take. */
    private static final Duration NEARLY = Duration.ofMinutes(1);

    private final DonationPage page;
    private final ToldPage told;
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
            ToldPage told,
            DonationRepository donations,
            AuditLog audit,
            DifferenceTexts differences,
            MessageBundle texts,
            DateTimeTexts times) {
        this.page = page;
        this.told = told;
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
     * @param run the address of the run that tells the donors; "" if none does so far
     */
    public record Event(
            Instant at,
            String icon,
            String title,
            String when,
            List<DifferenceTexts.Line> changes,
            String note,
            String run) {

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
        var changes = donations.changes(donation);
        var found = new ArrayList<Event>();
        changes.stream().map(change -> event(donation, change)).forEach(found::add);
        told.getRuns().stream()
                .map(run -> run.figures().run())
                .filter(run -> run.id().kind() == Kind.REMINDER)
                .map(this::reminded)
                .forEach(found::add);
        found.sort(Comparator.comparing(Event::at));
        found.add(0, announced(donation));
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
        var invitations = RunParameter.address(RunId.invitations(donation.id())) + "#donors";
        return new Event(at, "calendar", texts.get("timeline.announced"), when(at, by), List.of(), "", invitations);
    }

    private Event event(Donation donation, DonationChange change) {
        var whom = texts.get("timeline.told." + change.told().word());
        var run = told.find(NoticeResource.runId(donation.id(), change))
                .map(ToldPage.Told::address)
                .orElse("");
        var when = when(change.at(), change.by());
        if (change.cancellation()) {
            var note = change.cancelReason().isEmpty() ? whom : change.cancelReason() + " – " + whom;
            return new Event(change.at(), "cross", texts.get("timeline.called-off"), when, List.of(), note, run);
        }
        var lines = differences.lines(change.differences());
        return new Event(change.at(), "pencil", texts.get("timeline.changed"), when, lines, whom, run);
    }

    private Event reminded(InvitationRun run) {
        return new Event(
                run.openedAt(),
                "clock",
                texts.get("timeline.reminded"),
                when(run.openedAt(), ""),
                List.of(),
                "",
                RunParameter.address(run.id()));
    }

    /** An earlier release called it off, which kept no versions. */
    private Event calledOffBefore(Donation donation) {
        var entry = entry(donation, "donation.cancel", AuditLog.Wanted.ALL.from(), AuditLog.Wanted.ALL.to());
        return new Event(
                entry.map(AuditLog.Entry::at).orElse(donation.createdAt()),
                "cross",
                texts.get("timeline.called-off"),
                entry.map(known -> when(known.at(), known.caller())).orElse(""),
                List.of(),
                "",
                "");
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
