package org.savealife.visit.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.Pager;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.visit.Slot;
import org.savealife.visit.SlotChoice;
import org.savealife.visit.SlotTakenException;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitCounts;
import org.savealife.visit.VisitRepository;

/**
 * Who comes to a donation, {@code visits.xhtml}, and the seats on the donation's page. Parameters of the address:
 * {@code id}; of the list also {@code state}, {@code slot} and the page ({@link Pager}), or {@code print} for all who
 * come, by time; {@code who} looks for a donor who phones. The forms send them along, so the page keeps nothing between
 * requests.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class WhoComesPage {

    private static final int PAGE = 50;
    private static final int MATCHES = 8;
    private static final List<String> DONE = List.of("booked", "given-up", "taken", "refused");

    private final DonationRepository donations;
    private final VisitRepository visits;
    private final VisitLines visitLines;
    private final StaffVisits staffVisits;
    private final Clock clock;
    private final ZoneId zone;
    private final HttpServletRequest request;

    private @Nullable Donation donation;
    private @Nullable List<Slot> slots;
    private @Nullable VisitCounts counts;
    private @Nullable Listing<VisitLines.Line> listing;
    private @Nullable List<Donor> matches;

    @Inject
    public WhoComesPage(
            DonationRepository donations,
            VisitRepository visits,
            VisitLines visitLines,
            StaffVisits staffVisits,
            Clock clock,
            ZoneId zone,
            HttpServletRequest request) {
        this.donations = donations;
        this.visits = visits;
        this.visitLines = visitLines;
        this.staffVisits = staffVisits;
        this.clock = clock;
        this.zone = zone;
        this.request = request;
    }

    /** @throws NotFoundException if there is none, which shows the page "not found" */
    public Donation getDonation() {
        var known = donation;
        if (known == null) {
            known = Optional.of(parameter("id"))
                    .filter(id -> id.matches(RandomId.FORM))
                    .flatMap(donations::find)
                    .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
            donation = known;
        }
        return known;
    }

    private static String parameter(String name) {
        return ViewParameters.find(name).orElse("").strip();
    }

    /** The slots of the donation, or the one of the whole donation. */
    public List<Slot> getSlots() {
        var known = slots;
        if (known == null) {
            known = visits.slots(getDonation());
            slots = known;
        }
        return known;
    }

    /** The slots at which a donor can still be booked. */
    public List<Slot> getFreeSlots() {
        var begun = getDonation().seating().hasSlots() ? clock.instant() : Instant.MIN;
        return SlotChoice.of(getSlots(), Optional.empty(), begun).free();
    }

    public boolean isSlotted() {
        return getDonation().seating().hasSlots();
    }

    public boolean isLimited() {
        return getDonation().seating().isLimited();
    }

    /** The share of a slot's seats, in per cent; more booked than there are seats is 100. */
    public double percent(Slot slot, int seats) {
        var most = Math.max(slot.seats(), slot.taken() + slot.held());
        return most == 0 ? 0 : 100.0 * seats / most;
    }

    /** Whether the slot is the first of its day, on a donation of several days. */
    public boolean isNewDay(Slot slot) {
        var all = getSlots();
        var place = all.indexOf(slot);
        return !day(all.get(0)).equals(day(all.get(all.size() - 1)))
                && (place <= 0 || !day(all.get(place - 1)).equals(day(slot)));
    }

    private LocalDate day(Slot slot) {
        return LocalDate.ofInstant(slot.at(), zone);
    }

    public VisitCounts getCounts() {
        var known = counts;
        if (known == null) {
            known = visits.counts(getDonation().id());
            counts = known;
        }
        return known;
    }

    /** Whether staff can still book and give up seats. */
    public boolean isOpen() {
        return !getDonation().cancelled() && !getDonation().isPast(clock.instant());
    }

    /** The word of the listed state, or "" for all. */
    public String getState() {
        return Visit.State.find(parameter("state")).map(Visit.State::word).orElse("");
    }

    /** The start of the listed slot, or "" for all. */
    public String getSlot() {
        return VisitLines.slot(parameter("slot")).map(Instant::toString).orElse("");
    }

    public boolean isPrint() {
        return parameter("print").equals("yes");
    }

    public List<VisitLines.Line> getLines() {
        return listing().entries();
    }

    private Listing<VisitLines.Line> listing() {
        var known = listing;
        if (known == null) {
            known = isPrint()
                    ? new Listing<>(visitLines.coming(getDonation()), Cursor.NONE)
                    : visitLines.find(
                            getDonation(),
                            VisitLines.filter(getState(), getSlot()),
                            VisitLines.place(parameter("after")),
                            PAGE);
            listing = known;
        }
        return known;
    }

    public Pager getPages() {
        var filters = filters(getState(), getSlot());
        return Pager.of(
                ViewParameters::find,
                "visits.xhtml",
                filters,
                "#list",
                listing().next());
    }

    /** The address of the list with that state and slot. */
    public String address(String state, String slot) {
        return "visits.xhtml" + Pager.query(filters(state, slot)) + "#list";
    }

    /** The address of this list as CSV. */
    public String getExport() {
        return "visits.csv" + Pager.query(filters(getState(), getSlot()));
    }

    private Map<String, String> filters(String state, String slot) {
        var filters = new LinkedHashMap<String, String>();
        filters.put("id", getDonation().id());
        filters.put("state", state);
        filters.put("slot", slot);
        return filters;
    }

    /** What the name or address of the donor who phones begins with. */
    public String getWho() {
        return parameter("who");
    }

    /** The first donors of the city who may be meant. */
    public List<Donor> getMatches() {
        var known = matches;
        if (known == null) {
            known = getWho().isEmpty() ? List.of() : visitLines.search(getDonation(), getWho(), MATCHES);
            matches = known;
        }
        return known;
    }

    /** The action just done, or why it was not, in words; or "". */
    public String getDone() {
        return ViewParameters.find("done").filter(DONE::contains).orElse("");
    }

    /** Books the donor {@code donor} at the time {@code at}. */
    @OnlyFor(Roles.STAFF)
    public void book() throws IOException {
        var at = VisitLines.slot(parameter("book:at")).orElse(getDonation().startsAt());
        finish("booked", () -> staffVisits.book(getDonation(), parameter("donor"), at, Optional.empty()));
    }

    /** Gives up the seat, or place on the waiting list, of the donor {@code donor}. */
    @OnlyFor(Roles.STAFF)
    public void giveUp() throws IOException {
        finish("given-up", () -> staffVisits.giveUp(getDonation(), parameter("donor")));
    }

    private void finish(String done, Supplier<Visit> action) throws IOException {
        var result = done;
        try {
            var unused = action.get();
        } catch (ConflictException conflict) {
            result = conflict instanceof SlotTakenException ? "taken" : "refused";
        }
        FacesContext.getCurrentInstance()
                .getExternalContext()
                .redirect(request.getContextPath() + "/staff/visits.xhtml?id="
                        + getDonation().id() + "&done=" + result);
    }
}
