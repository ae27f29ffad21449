package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorSearchRepository;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;

/**
 * The donors of a run with their outcomes. Read along the ledger; or, if a name or an address is given, along the
 * city's donors who match it, each looked up in the ledger.
 */
@ApplicationScoped
public class RunDonors {

    private static final int LEDGER_KEYS = 1;
    private static final int SEARCH_KEYS = 2;

    private final LedgerRepository ledger;
    private final DonorRepository donors;
    private final DonorSearchRepository search;

    /**
     * A donor of a run.
     *
     * @param donor empty if deleted since
     * @param at when the outcome was recorded, if that is known
     */
    public record Line(String donorId, Optional<Donor> donor, Outcome outcome, Optional<Instant> at) {}

    /**
     * Which donors of a run to find.
     *
     * @param run one of the donation
     * @param text what a name or an address of a donor in the city begins with; "" for all donors, including those
     *     who were deleted or have moved
     */
    public record Query(Donation donation, RunId run, LedgerRepository.Wanted wanted, String text) {

        public Query {
            text = text.strip();
        }

        /** The cursor from its text; the beginning of the list if the text is of another list. */
        Cursor place(String cursor) {
            try {
                return Cursor.parse(cursor, text.isEmpty() ? LEDGER_KEYS : SEARCH_KEYS);
            } catch (IllegalArgumentException ofAnotherList) {
                return Cursor.NONE;
            }
        }

        private DonorQuery ofCity() {
            return new DonorQuery(text, Optional.of(donation.city()), Optional.empty(), Optional.empty());
        }
    }

    @Inject
    public RunDonors(LedgerRepository ledger, DonorRepository donors, DonorSearchRepository search) {
        this.ledger = ledger;
        this.donors = donors;
        this.search = search;
    }

    /** The next donors. The list may be short, even empty, without being the last. */
    Listing<Line> find(Query query, Cursor after, int limit) {
        return query.text().isEmpty() ? alongLedger(query, after, limit) : byText(query, after, limit);
    }

    private Listing<Line> alongLedger(Query query, Cursor after, int limit) {
        var page = ledger.find(query.run().text(), query.wanted(), after, limit);
        var known = read(
                query.donation(),
                page.entries().stream().map(LedgerRepository.Entry::donorId).toList());
        return new Listing<>(
                page.entries().stream()
                        .map(entry -> new Line(
                                entry.donorId(),
                                Optional.ofNullable(known.get(entry.donorId())),
                                entry.outcome(),
                                entry.at()))
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

    private Listing<Line> byText(Query query, Cursor after, int limit) {
        var page = search(query, after, limit);
        return new Listing<>(
                page.entries().stream().flatMap(donor -> line(query, donor)).toList(), page.next());
    }

    /** Starts from the beginning if the donor at the cursor was deleted or renamed. */
    private Listing<Donor> search(Query query, Cursor after, int limit) {
        try {
            return search.list(query.ofCity(), after, limit);
        } catch (InvalidFieldsException noSuchPlace) {
            return search.list(query.ofCity(), Cursor.NONE, limit);
        }
    }

    private Stream<Line> line(Query query, Donor donor) {
        return ledger.findPage(query.run().text(), donor.id()).stream()
                .flatMap(page -> page.outcome(donor.id()).stream()
                        .filter(query.wanted()::includes)
                        .map(outcome -> new Line(donor.id(), Optional.of(donor), outcome, page.time(donor.id()))));
    }
}
