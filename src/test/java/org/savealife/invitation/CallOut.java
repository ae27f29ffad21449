package org.savealife.invitation;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.fixture.CountingRelay;

/** A donation whose run has been opened, and the donors of its city. */
record CallOut(Donation donation, List<Donor> donors) {

    String id() {
        return donation.id();
    }

    Set<String> addresses() {
        return addresses(donor -> true);
    }

    Set<String> addresses(Predicate<Donor> wanted) {
        return donors.stream()
                .filter(wanted)
                .map(donor -> donor.email().value())
                .collect(toSet());
    }

    /** Each donor got at least one message, always the same one, and the ledger and its counts say so. */
    void assertAllSent(StoredRuns stored, CountingRelay relay) {
        var received = relay.received();
        assertThat(received.keySet()).isEqualTo(addresses());
        assertThat(received.values()).allMatch(ids -> Set.copyOf(ids).size() == 1);
        assertThat(received.values().stream().map(ids -> ids.get(0))).doesNotHaveDuplicates();
        assertThat(outcomes(stored.ledger))
                .isEqualTo(donors().stream().collect(toMap(Donor::id, donor -> new Outcome.Sent())));
        assertThat(stored.runs.find(id()).orElseThrow().counts())
                .isEqualTo(new Counts(donors().size(), Map.of(), Map.of(), 0));
    }

    /** What the ledger says of each donor, by id. */
    Map<String, Outcome> outcomes(LedgerRepository ledger) {
        var outcomes = new HashMap<String, Outcome>();
        List<LedgerPage> pages;
        var from = "";
        do {
            pages = ledger.pages(id(), from, Segment.BEHIND_ALL, 50);
            for (var page : pages) {
                outcomes.putAll(page.outcomes());
                from = page.last() + " ";
            }
        } while (!pages.isEmpty());
        return outcomes;
    }

    /** The number of messages that a donor got after the first one. */
    static int sentAgain(CountingRelay relay) {
        return relay.received().values().stream()
                .mapToInt(ids -> ids.size() - 1)
                .sum();
    }
}
