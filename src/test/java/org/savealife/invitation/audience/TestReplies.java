package org.savealife.invitation.audience;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.Reply;

/** Replies to the invitations to one donation, which a test gives. */
public final class TestReplies implements BookedDonors {

    private final NavigableMap<String, Reply> replies = new ConcurrentSkipListMap<>();

    public void put(String donorId, Reply.State state) {
        replies.put(donorId, new Reply(state, Optional.empty()));
    }

    public void book(String donorId, Instant slot) {
        replies.put(donorId, new Reply(Reply.State.BOOKED, Optional.of(slot)));
    }

    @Override
    public List<String> walk(Donation donation, Set<Reply.State> states, String after, int limit) {
        return replies.tailMap(after, false).entrySet().stream()
                .filter(reply -> states.contains(reply.getValue().state()))
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    @Override
    public Map<String, Reply> find(Donation donation, Collection<String> donorIds) {
        var found = new HashMap<>(replies);
        found.keySet().retainAll(Set.copyOf(donorIds));
        return found;
    }

    @Override
    public long count(Donation donation) {
        return replies.values().stream().filter(Reply::isBooked).count();
    }
}
