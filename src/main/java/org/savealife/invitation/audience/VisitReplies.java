package org.savealife.invitation.audience;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.Reply;
import org.savealife.platform.paging.Cursor;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitFilter;
import org.savealife.visit.VisitRepository;

/** What donors have replied, as their visits say. */
@ApplicationScoped
public class VisitReplies implements BookedDonors {

    /** So few donors are read one by one, as they are now. Of more, those who replied are found by the index. */
    private static final int FEW = 5;

    private final VisitRepository visits;

    @Inject
    public VisitReplies(VisitRepository visits) {
        this.visits = visits;
    }

    @Override
    public List<String> walk(Donation donation, Set<Reply.State> states, String after, int limit) {
        var filter = VisitFilter.of(Arrays.stream(Visit.State.values())
                .filter(state -> states.contains(state(state)))
                .toArray(Visit.State[]::new));
        var found = new ArrayList<String>();
        var position = after.isEmpty() ? Cursor.NONE : Cursor.of(donation.id(), after);
        do {
            var page = visits.ofDonation(donation.id(), filter, position, limit - found.size());
            page.entries().forEach(visit -> found.add(visit.donorId()));
            position = page.next();
        } while (found.size() < limit && !position.isNone());
        return found;
    }

    /** Of more than five donors, a reply of the last moments may be missing. */
    @Override
    public Map<String, Reply> find(Donation donation, Collection<String> donorIds) {
        var found = new HashMap<String, Reply>();
        if (donorIds.size() <= FEW) {
            donorIds.forEach(
                    donorId -> visits.find(donation, donorId).ifPresent(visit -> found.put(donorId, reply(visit))));
        } else {
            visits.among(donation, Set.copyOf(donorIds)).forEach(visit -> found.put(visit.donorId(), reply(visit)));
        }
        return found;
    }

    @Override
    public long count(Donation donation) {
        return visits.counts(donation.id()).booked();
    }

    private static Reply reply(Visit visit) {
        return new Reply(state(visit.state()), visit.slot(), visit.offerUntil());
    }

    private static Reply.State state(Visit.State state) {
        return switch (state) {
            case BOOKED -> Reply.State.BOOKED;
            case WAITING -> Reply.State.WAITING;
            case OFFERED -> Reply.State.OFFERED;
            case LAPSED -> Reply.State.LAPSED;
            case GAVE_UP -> Reply.State.GAVE_UP;
            case NO -> Reply.State.NO;
        };
    }
}
