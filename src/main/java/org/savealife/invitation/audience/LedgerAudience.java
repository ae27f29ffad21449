package org.savealife.invitation.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.InvitedDonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;

/**
 * The donors who were invited to a donation, as the ledger of its invitations says: also those who have moved since.
 * Those to whom the same run wrote first, as they are booked, are left out.
 *
 * <p>The ledger and the city's donors are read side by side, both in the order of ids, so a donor costs little more
 * than in the run of invitations. Only who has moved is looked up alone.
 */
final class LedgerAudience implements Audience {

    /** So many donors are looked up by their ids rather than among all donors of the range. */
    private static final int FEW = 16;

    private final RunId run;
    private final Donation donation;
    private final DonorRepository donors;
    private final InvitedDonorRepository invited;
    private final RunRepository runs;
    private final BookedDonors booked;

    /** Read with the first donors, when all of them have been written to. */
    private Set<String> writtenFirst = Set.of();

    private boolean begun;

    LedgerAudience(
            RunId run,
            Donation donation,
            DonorRepository donors,
            InvitedDonorRepository invited,
            RunRepository runs,
            BookedDonors booked) {
        this.run = run;
        this.donation = donation;
        this.donors = donors;
        this.invited = invited;
        this.runs = runs;
        this.booked = booked;
    }

    /** Invitations tell of a change themselves once it is there, but never that a donation was called off. */
    private long sequence() {
        return run.kind() == Kind.CANCELLATION ? Long.MAX_VALUE : Long.parseLong(run.part());
    }

    @Override
    public boolean isReady() {
        return invited.isPastBooked(run.text()) && invited.isQuiet(run.donationId(), sequence());
    }

    @Override
    public DonorRepository.Walk walk(String after, String to, int limit) {
        if (!begun) {
            writtenFirst = invited.asBooked(run.text());
            begun = true;
        }
        var readAt = System.nanoTime();
        var step = invited.next(run.donationId(), sequence(), after, to);
        var ids = new TreeSet<>(step.donorIds());
        ids.removeAll(writtenFirst);
        return new DonorRepository.Walk(read(List.copyOf(ids), after), List.of(), step.last(), step.end(), readAt);
    }

    /** Donors who have been erased are left out. */
    private List<Donor> read(List<String> ids, String after) {
        var found = ids.size() <= FEW ? donors.findAll(donation.city(), ids) : inRange(after, ids.get(ids.size() - 1));
        var present = new ArrayList<Donor>();
        for (var id : ids) {
            var near = found.get(id);
            if (near == null) {
                donors.find(id).ifPresent(present::add);
            } else {
                present.add(near);
            }
        }
        return present;
    }

    private Map<String, Donor> inRange(String after, String to) {
        var found = new HashMap<String, Donor>();
        var last = after;
        DonorRepository.Walk walk;
        do {
            walk = donors.walk(donation.city(), last, to, AudienceReader.QUERY_LIMIT);
            walk.donors().forEach(donor -> found.put(donor.id(), donor));
            last = walk.last();
        } while (!walk.end());
        return found;
    }

    @Override
    public long size() {
        return runs.find(run.donationId())
                .map(invitations ->
                        invitations.counts().sent() + invitations.counts().unknown())
                .orElse(0L);
    }

    @Override
    public Map<String, Reply> replies(Collection<String> donorIds) {
        return booked.find(donation, donorIds);
    }
}
