package org.savealife.visit.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorSearchRepository;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitFilter;
import org.savealife.visit.VisitRepository;

/** The visits of a donation with their donors, for people. */
@ApplicationScoped
public class VisitLines {

    private static final int READ = 200;

    /** Keys in a cursor of {@link VisitRepository#ofDonation}. */
    private static final int CURSOR_KEYS = 2;

    /** Lines of one sheet to print; a hall takes fewer donors. */
    private static final int MAX_COMING = 2_000;

    private final VisitRepository visits;
    private final DonorRepository donors;
    private final DonorSearchRepository search;

    /** @param donor empty if deleted a moment ago */
    public record Line(Visit visit, Optional<Donor> donor) {

        private String name() {
            return donor.map(known -> known.firstName().key()).orElse("");
        }
    }

    @Inject
    public VisitLines(VisitRepository visits, DonorRepository donors, DonorSearchRepository search) {
        this.visits = visits;
        this.donors = donors;
        this.search = search;
    }

    /** The next visits. The list may be short, even empty, without being the last. */
    Listing<Line> find(Donation donation, VisitFilter filter, Cursor after, int limit) {
        var page = visits.ofDonation(donation.id(), filter, after, limit);
        var known = read(donation, page.entries().stream().map(Visit::donorId).toList());
        return new Listing<>(
                page.entries().stream()
                        .map(visit -> new Line(visit, Optional.ofNullable(known.get(visit.donorId()))))
                        .toList(),
                page.next());
    }

    /** Reads donors together: most of them live in the city. */
    private Map<String, Donor> read(Donation donation, List<String> ids) {
        var read = new HashMap<>(donors.findAll(donation.city(), ids));
        ids.stream()
                .filter(id -> !read.containsKey(id))
                .flatMap(id -> donors.find(id).stream())
                .forEach(moved -> read.put(moved.id(), moved));
        return read;
    }

    /** Those who are booked, by time and name. */
    List<Line> coming(Donation donation) {
        var filter = VisitFilter.of(Visit.State.BOOKED);
        var found = new ArrayList<Line>();
        var cursor = Cursor.NONE;
        do {
            var page = find(donation, filter, cursor, READ);
            found.addAll(page.entries());
            cursor = page.next();
        } while (!cursor.isNone() && found.size() < MAX_COMING);
        found.sort(Comparator.comparing((Line line) -> line.visit().slot().orElse(Instant.EPOCH))
                .thenComparing(Line::name));
        return found;
    }

    /** Donors of the city whose name or address begins with the text. */
    List<Donor> search(Donation donation, String text, int limit) {
        var query = new DonorQuery(text, Optional.of(donation.city()), Optional.empty(), Optional.empty());
        return search.list(query, Cursor.NONE, limit).entries();
    }

    /** The filter of a list; words that are none are ignored. */
    static VisitFilter filter(String state, String slot) {
        return new VisitFilter(Visit.State.find(state).map(Set::of).orElseGet(Set::of), slot(slot));
    }

    static Optional<Instant> slot(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(AnswerRequest.moment(text));
        } catch (IllegalArgumentException noMoment) {
            return Optional.empty();
        }
    }

    /** The cursor from its text; the beginning of the list if the text is of another list. */
    static Cursor place(String text) {
        try {
            return Cursor.parse(text, CURSOR_KEYS);
        } catch (IllegalArgumentException ofAnotherList) {
            return Cursor.NONE;
        }
    }
}
