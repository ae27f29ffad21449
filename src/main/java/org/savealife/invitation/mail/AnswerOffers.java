package org.savealife.invitation.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.savealife.donation.Donation;
import org.savealife.platform.retry.DatabaseUnavailable;
import org.savealife.visit.Slot;
import org.savealife.visit.VisitRepository;
import org.savealife.visit.link.AnswerLinks;

/** What invitations offer their readers: links by which they answer, and the times that are free. */
@ApplicationScoped
public class AnswerOffers {

    private static final System.Logger LOG = System.getLogger(AnswerOffers.class.getName());

    /** A mail is read later than it is written, and the page shows what is free then. */
    private static final long FRESH_FOR_NANOS = Duration.ofSeconds(30).toNanos();

    private static final long FORGOTTEN_AFTER_NANOS = Duration.ofMinutes(10).toNanos();

    private final AnswerLinks links;
    private final Function<Donation, List<Slot>> slots;
    private final Clock clock;

    /** The offers of the runs that are going on here: the segments of a run, and its late donors, share one. */
    private final Map<Donation, Offer> offers = new ConcurrentHashMap<>();

    @Inject
    public AnswerOffers(AnswerLinks links, VisitRepository visits, Clock clock) {
        this(links, visits::slots, clock);
    }

    AnswerOffers(AnswerLinks links, Function<Donation, List<Slot>> slots, Clock clock) {
        this.links = links;
        this.slots = slots;
        this.clock = clock;
    }

    /** The offer of a run. */
    Offer of(Donation donation) {
        offers.values().removeIf(Offer::isStale);
        return offers.computeIfAbsent(donation, Offer::new);
    }

    /** The link of one donor. */
    String link(Donation donation, String donorId) {
        return links.link(donation.id()).apply(donorId);
    }

    /** Before anybody has booked, for previews. */
    AnswerBlock foreseen(Donation donation) {
        return AnswerBlock.foreseen(donation, clock.instant());
    }

    /** Reads the free times at most every 30 seconds, whoever is written to. Thread-safe. */
    final class Offer {

        private final Donation donation;
        private final UnaryOperator<String> link;
        private AnswerBlock block;
        private long readAt = System.nanoTime() - FRESH_FOR_NANOS;
        private volatile long usedAt = System.nanoTime();

        private Offer(Donation donation) {
            this.donation = donation;
            link = links.link(donation.id());
            block = foreseen(donation);
        }

        String link(String donorId) {
            return link.apply(donorId);
        }

        private boolean isStale() {
            return System.nanoTime() - usedAt > FORGOTTEN_AFTER_NANOS;
        }

        /** What is free now, or was lately. Stays as it was while the database does not answer. */
        synchronized AnswerBlock block() {
            usedAt = System.nanoTime();
            if (donation.seating().isLimited() && System.nanoTime() - readAt >= FRESH_FOR_NANOS) {
                try {
                    block = AnswerBlock.of(donation, slots.apply(donation), clock.instant());
                } catch (RuntimeException failure) {
                    if (!DatabaseUnavailable.isCauseOf(failure)) {
                        throw failure;
                    }
                    LOG.log(System.Logger.Level.WARNING, "Cannot read the free times of {0} now", donation.id());
                }
                readAt = System.nanoTime();
            }
            return block;
        }
    }
}
