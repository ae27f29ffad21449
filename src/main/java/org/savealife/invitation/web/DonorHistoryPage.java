package org.savealife.invitation.web;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * A donor's invitations, on the donor's page (address parameter {@code id}): one line for each donation in the
 * donor's city and in those where the donor lived before, the latest first, with outcome and reason.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DonorHistoryPage {

    /** Lines at first. All are shown with {@code ?all}. Each line reads the ledger. */
    private static final int LINES = 20;

    private static final int MAX_DONATIONS = 100;

    private final DonorRepository donors;
    private final CalendarRepository calendar;
    private final LedgerRepository ledger;
    private final RunRepository runs;
    private final MessageBundle texts;
    private final DateTimeTexts times;

    private List<Line> lines = List.of();
    private boolean more;

    /**
     * One donation.
     *
     * @param kind of outcome, which is also the name of its icon
     * @param title the outcome in words
     * @param detail the donation, and the relay's answer if it rejected the message
     */
    public record Line(String kind, String title, String detail) {}

    @Inject
    public DonorHistoryPage(
            DonorRepository donors,
            CalendarRepository calendar,
            LedgerRepository ledger,
            RunRepository runs,
            MessageBundle texts,
            DateTimeTexts times) {
        this.donors = donors;
        this.calendar = calendar;
        this.ledger = ledger;
        this.runs = runs;
        this.texts = texts;
        this.times = times;
    }

    @PostConstruct
    void load() {
        lines = donors.find(ViewParameters.find("id").orElse(""))
                .map(this::lines)
                .orElse(List.of());
    }

    public List<Line> getLines() {
        return lines;
    }

    private List<Line> lines(Donor donor) {
        var found = donors.citiesOf(donor.id()).stream()
                .flatMap(city -> Stream.of(CalendarRepository.When.COMING, CalendarRepository.When.PAST)
                        .flatMap(when ->
                                calendar.list(when, Optional.of(city), Cursor.NONE, MAX_DONATIONS).entries().stream()))
                .sorted(Comparator.comparing(Donation::startsAt).reversed())
                .toList();
        more = found.size() > count();
        return found.stream()
                .limit(count())
                .map(donation -> line(donation, donor))
                .toList();
    }

    private int count() {
        return ViewParameters.find("all").isEmpty() ? LINES : MAX_DONATIONS;
    }

    /** Whether there are older donations than those shown. */
    public boolean isMore() {
        return more;
    }

    private Line line(Donation donation, Donor donor) {
        var page = ledger.findPage(donation.id(), donor.id());
        var outcome = page.flatMap(covering -> covering.outcome(donor.id()));
        return outcome.map(known -> line(donation, known)).orElseGet(() -> unknown(donation));
    }

    private Line line(Donation donation, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return line(donation, "failed", "history.failed", failed.reason());
        }
        if (outcome instanceof Outcome.Deferred deferred) {
            return line(donation, "deferred", "history.deferred", deferred.reason());
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            return line(donation, "unknown", "history.unknown", unknown.reason());
        }
        if (outcome instanceof Outcome.Skipped skipped) {
            return line(donation, "skipped", "history.skipped." + skipped.reason(), "");
        }
        return line(donation, "sent", "history.sent", "");
    }

    /** A donor without an outcome: the run has not come that far, or had passed before the donor came. */
    private Line unknown(Donation donation) {
        var over = runs.find(donation.id()).map(InvitationRun::isOver).orElse(donation.cancelled());
        return over ? line(donation, "skipped", "history.none", "") : line(donation, "pending", "history.pending", "");
    }

    private Line line(Donation donation, String kind, String title, String relay) {
        var where = texts.get("history.donation", donation.city().name(), times.dated(donation.startsAt()));
        return new Line(
                kind, texts.get(title), relay.isEmpty() ? where : where + " " + texts.get("history.relay", relay));
    }
}
