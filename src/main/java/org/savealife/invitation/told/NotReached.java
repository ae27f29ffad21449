package org.savealife.invitation.told;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.audience.BookedDonors;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;

/** Finds the donors whom a run could not tell, so that staff tell them in another way. */
@ApplicationScoped
public class NotReached {

    /** Donors of one list. Where more are not reached, something is wrong with the relay. */
    public static final int MOST = 1_000;

    /** Replies that are found at once. */
    private static final int AT_ONCE = 100;

    private final Notices notices;
    private final DonorRepository donors;
    private final BookedDonors booked;

    @Inject
    public NotReached(Notices notices, DonorRepository donors, BookedDonors booked) {
        this.notices = notices;
        this.donors = donors;
        this.booked = booked;
    }

    /**
     * A donor who was not reached.
     *
     * @param donor empty if deleted since
     * @param reply what the donor has replied to the invitation
     */
    public record Line(String donorId, Optional<Donor> donor, Outcome outcome, Reply reply) {

        /** What the donor has replied, as a word of the API. */
        public String state() {
            return reply.state().name().toLowerCase(Locale.ROOT);
        }

        private String name() {
            return donor.map(known -> known.firstName().key()).orElse("");
        }

        private Instant slot() {
            return reply.slot().orElse(Instant.MAX);
        }
    }

    /**
     * At most {@link #MOST} donors: first those who are booked, by time, then those who wait for a seat, then the
     * others, by name.
     */
    List<Line> find(RunId run, Donation donation) {
        var entries = notices.notReached(run, MOST);
        var ids = entries.stream().map(LedgerRepository.Entry::donorId).toList();
        var known = read(donation, ids);
        var replies = replies(donation, ids);
        return entries.stream()
                .map(entry -> new Line(
                        entry.donorId(),
                        Optional.ofNullable(known.get(entry.donorId())),
                        entry.outcome(),
                        replies.getOrDefault(entry.donorId(), Reply.NONE)))
                .sorted(Comparator.comparing((Line line) -> !line.reply().isBooked())
                        .thenComparing(line -> !line.reply().isExpected())
                        .thenComparing(Line::slot)
                        .thenComparing(Line::name))
                .toList();
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

    private Map<String, Reply> replies(Donation donation, List<String> ids) {
        var sorted = new ArrayList<>(ids);
        sorted.sort(Comparator.naturalOrder());
        var replies = new HashMap<String, Reply>();
        for (var from = 0; from < sorted.size(); from += AT_ONCE) {
            replies.putAll(booked.find(donation, sorted.subList(from, Math.min(from + AT_ONCE, sorted.size()))));
        }
        return replies;
    }
}
