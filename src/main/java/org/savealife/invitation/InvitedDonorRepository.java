package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.savealife.platform.dynamodb.Item;

/**
 * The donors whom a donation's invitations have reached, or may have, as the ledger of the invitations says: for runs
 * that tell them more. A donor is in the ledger once with such an outcome, on a page of the walk through the city or on
 * one of late donors.
 */
@ApplicationScoped
public class InvitedDonorRepository {

    /** Ledger pages in one request, of up to 100 donors each. */
    private static final int PAGES = 5;

    private final RunTable table;
    private final LedgerRepository ledger;
    private final LateDonorTable lateTable;

    @Inject
    public InvitedDonorRepository(RunTable table, LedgerRepository ledger, LateDonorTable lateTable) {
        this.table = table;
        this.ledger = ledger;
        this.lateTable = lateTable;
    }

    /**
     * Consecutive donors of the ledger.
     *
     * @param donorIds in order
     * @param last the donor id up to which the ledger was read
     * @param end whether no donor follows in the range
     */
    public record Step(List<String> donorIds, String last, boolean end) {

        public Step {
            donorIds = List.copyOf(donorIds);
        }
    }

    /**
     * The next donors who were invited to a version before this one. Reads up to five ledger pages; there may be no
     * such donor on them.
     *
     * @param sequence the version's; who was invited to that one, or a later one, is left out
     */
    public Step next(String donationId, long sequence, String after, String to) {
        // a blank sorts before every character of an id
        var pages = ledger.pages(donationId, after + " ", Segment.BEHIND_ALL, PAGES);
        var end = pages.size() < PAGES || pages.get(PAGES - 1).last().compareTo(to) >= 0;
        var last = end ? to : pages.get(PAGES - 1).last();
        var found = new TreeSet<String>();
        pages.stream().filter(page -> page.sequence() < sequence).forEach(page -> found.addAll(page.reached()));
        found.addAll(late(donationId, sequence, after, last));
        return new Step(List.copyOf(found.subSet(after, false, last, true)), last, end);
    }

    private Set<String> late(String donationId, long sequence, String after, String to) {
        var pages = new HashMap<String, Optional<LedgerPage>>();
        var reached = new HashSet<String>();
        lateTable
                .latePages(donationId, after, to)
                .forEach((donorId, key) -> pages.computeIfAbsent(key, last -> ledger.page(donationId, last))
                        .filter(page ->
                                page.sequence() < sequence && page.reached().contains(donorId))
                        .ifPresent(page -> reached.add(donorId)));
        return reached;
    }

    /**
     * Whether no worker is just inviting donors to a version before this one, so that the ledger has all whom that may
     * concern. A page that a worker left unfinished does not count: its other donors will be invited to what is true
     * then.
     */
    public boolean isQuiet(String donationId, long sequence) {
        return segments(donationId).stream()
                .filter(RunItem::isOwned)
                .map(RunItem::segment)
                .noneMatch(segment -> ledger.lastPage(segment)
                        .filter(page -> page.sequence() < sequence && (!page.done() || segment.isLate()))
                        .isPresent());
    }

    /** Whether a run has written to those who are booked or wait, but for deferred ones, or has no segment for them. */
    public boolean isPastBooked(String runId) {
        return segments(runId).stream()
                .map(RunItem::segment)
                .noneMatch(segment -> segment.isOfBooked() && segment.pass().isFirst());
    }

    /** The run's segments that have not ended. */
    private List<Item> segments(String runId) {
        return table.runAndSegments(runId).stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item))
                .toList();
    }

    /** The donors to whom a run has written as booked or waiting, or who were skipped as such. */
    public Set<String> asBooked(String runId) {
        var found = new HashSet<String>();
        var after = Segment.BOOKED;
        List<LedgerPage> pages;
        do {
            pages = ledger.pages(runId, after + " ", Segment.BEHIND_BOOKED, PAGES);
            pages.stream().map(LedgerPage::outcomes).map(Map::keySet).forEach(found::addAll);
            after = pages.isEmpty() ? after : pages.get(pages.size() - 1).last();
        } while (pages.size() == PAGES);
        return found;
    }
}
