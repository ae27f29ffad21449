package org.savealife.invitation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.savealife.invitation.LateDonorTable.Place;
import org.savealife.platform.dynamodb.Item;

/** How far the run's walk through the city has come, at one moment, and what its ledger says of donors. */
final class WalkProgress {

    /** What to do with a donor in the queue. */
    enum Verdict {
        /** The walk has not reached the donor. */
        WAIT,
        /** The donor's outcome is in the ledger. */
        LEAVE,
        /** The donor is late. */
        INVITE
    }

    record Judged(Verdict verdict, Optional<Outcome> before) {

        boolean isOverlooked() {
            return verdict == Verdict.INVITE
                    && before.filter(outcome ->
                                    !outcome.equals(new Outcome.Skipped(EligibilityRules.SAME_CITY.reason())))
                            .isEmpty();
        }
    }

    private final String donationId;
    private final LedgerRepository ledger;
    private final LateDonorTable lateTable;
    private final List<Item> segments;
    private final Map<String, Optional<LedgerPage>> latePages = new HashMap<>();
    private final Map<String, Optional<String>> lateKeys = new HashMap<>();
    private Optional<LedgerPage> nearby = Optional.empty();

    WalkProgress(String donationId, List<Item> runAndSegments, LedgerRepository ledger, LateDonorTable lateTable) {
        this.donationId = donationId;
        this.ledger = ledger;
        this.lateTable = lateTable;
        this.segments = runAndSegments.stream()
                .filter(RunItem::isSegment)
                .filter(item -> !RunItem.segment(item).isLate())
                .toList();
    }

    /** Reads together what is known of donors who will all be judged. */
    void expect(List<Place> places) {
        var ids = places.stream().map(Place::donorId).toList();
        var found = lateTable.latePages(donationId, ids);
        ids.forEach(id -> lateKeys.put(id, Optional.ofNullable(found.get(id))));
    }

    Judged judge(Place place) {
        if (!lateKeys.containsKey(place.donorId())) {
            expect(List.of(place));
        }
        return lateOutcome(place.donorId()).map(this::judgeOutcome).orElseGet(() -> judgeByWalk(place.donorId()));
    }

    private Optional<Outcome> lateOutcome(String donorId) {
        return Objects.requireNonNull(lateKeys.get(donorId))
                .flatMap(key -> latePages.computeIfAbsent(key, end -> ledger.page(donationId, end)))
                .flatMap(page -> page.outcome(donorId));
    }

    /** A skipped donor may be invited once the rule no longer applies. */
    private Judged judgeOutcome(Outcome outcome) {
        return outcome instanceof Outcome.Skipped
                ? new Judged(Verdict.INVITE, Optional.of(outcome))
                : new Judged(Verdict.LEAVE, Optional.empty());
    }

    Judged judgeByWalk(String donorId) {
        var item = segments.stream()
                .filter(segment -> RunItem.segment(segment).covers(donorId))
                .findFirst();
        if (item.isEmpty()) {
            return notWritten(false);
        }
        var segment = RunItem.segment(item.get());
        var passed = RunItem.isEnded(item.get()) || !segment.pass().isFirst();
        if (!passed && segment.cursor().compareTo(donorId) < 0) {
            return notWritten(false);
        }
        var page = page(donorId);
        return page.flatMap(covering -> covering.outcome(donorId))
                .map(this::judgeOutcome)
                .orElseGet(() -> notWritten(page.map(LedgerPage::done).orElse(passed)));
    }

    private Judged notWritten(boolean walkIsPast) {
        return new Judged(walkIsPast ? Verdict.INVITE : Verdict.WAIT, Optional.empty());
    }

    /** Remembers the last page read: donors who are judged in key order often share one. */
    private Optional<LedgerPage> page(String donorId) {
        if (nearby.filter(page -> page.covers(donorId)).isEmpty()) {
            nearby = ledger.coveringPage(donationId, donorId);
        }
        return nearby;
    }
}
