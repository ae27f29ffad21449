package org.savealife.invitation.announce;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.savealife.donation.Donation;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.run.KeyRangeSplit;

/**
 * What a run would do, by the same rules as the run itself, without writing or sending anything. Reads at most
 * 5,000 donors; for a larger city it estimates from these.
 *
 * @param donors of the city
 * @param estimated whether the numbers are estimates
 * @param invited donors who would get a mail
 * @param skipped the others, by reason
 */
public record DryRun(long donors, boolean estimated, long invited, Map<String, Long> skipped) implements Serializable {

    /** Enough to count most cities exactly; takes ten queries. */
    static final int MAX_LOOKED_AT = 5_000;

    private static final int QUERY_LIMIT = 500;

    public DryRun {
        skipped = Map.copyOf(skipped);
    }

    static DryRun of(Donation donation, DonorRepository donors, Instant now) {
        return of(donation, donors, now, MAX_LOOKED_AT);
    }

    static DryRun of(Donation donation, DonorRepository donors, Instant now, int most) {
        var skipped = new TreeMap<String, Long>();
        var looked = 0;
        DonorRepository.Walk walk;
        var after = "";
        do {
            walk = donors.walk(donation.city(), after, Segment.BEHIND_ALL, Math.min(QUERY_LIMIT, most - looked));
            looked += walk.donors().size() + walk.unreadable().size();
            walk.unreadable().forEach(id -> skipped.merge(Outcome.Skipped.UNREADABLE, 1L, Long::sum));
            for (var donor : walk.donors()) {
                EligibilityRules.reasonToSkip(new EligibilityRules.Candidate(donor, donation, now))
                        .ifPresent(reason -> skipped.merge(reason, 1L, Long::sum));
            }
            after = walk.last();
        } while (!walk.end() && looked < most);
        return walk.end() ? counted(looked, skipped) : estimated(looked, after, skipped);
    }

    private static DryRun counted(long donors, Map<String, Long> skipped) {
        return new DryRun(donors, false, donors - total(skipped), skipped);
    }

    private static DryRun estimated(int looked, String last, Map<String, Long> skipped) {
        var donors = KeyRangeSplit.estimated(looked, last).expected();
        var scaled = new TreeMap<>(skipped);
        scaled.replaceAll((reason, count) -> Math.round((double) count * donors / looked));
        return new DryRun(donors, true, donors - total(scaled), scaled);
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * How long the run would take.
     *
     * @param perSecond invitations a second, 0 if that is not known
     */
    public Optional<Duration> takes(double perSecond) {
        return perSecond <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(1e3 * invited / perSecond)));
    }
}
