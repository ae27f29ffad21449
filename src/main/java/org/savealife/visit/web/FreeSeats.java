package org.savealife.visit.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.savealife.donation.Donation;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.retry.DatabaseUnavailable;
import org.savealife.visit.Slot;
import org.savealife.visit.SlotChoice;
import org.savealife.visit.VisitRepository;

/**
 * The free seats of donations on public pages, {@code #{freeSeats}}. Reads those of a donation once in 30 seconds,
 * however many people look.
 */
@Named
@ApplicationScoped
public class FreeSeats {

    private static final long FRESH_FOR_NANOS = Duration.ofSeconds(30).toNanos();

    private final VisitRepository visits;
    private final MessageBundle texts;
    private final NumberTexts numbers;
    private final Clock clock;

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(long free, long seats, long at) {

        boolean isFresh() {
            return System.nanoTime() - at < FRESH_FOR_NANOS;
        }
    }

    @Inject
    public FreeSeats(VisitRepository visits, MessageBundle texts, NumberTexts numbers, Clock clock) {
        this.visits = visits;
        this.texts = texts;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** "12 of 60 seats free"; "" for a donation without a limit, or if the database does not answer. */
    public String words(Donation donation) {
        if (!donation.seating().isLimited()) {
            return "";
        }
        return find(donation)
                .map(now -> now.free() == 0
                        ? texts.get("coming.full")
                        : texts.get("coming.free", numbers.of(now.free()), numbers.of(now.seats())))
                .orElse("");
    }

    private Optional<Seen> find(Donation donation) {
        seen.values().removeIf(old -> !old.isFresh());
        try {
            return Optional.of(seen.computeIfAbsent(donation.id(), id -> read(donation)));
        } catch (RuntimeException failure) {
            if (DatabaseUnavailable.isCauseOf(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private Seen read(Donation donation) {
        var slots = visits.slots(donation);
        var begun = donation.seating().hasSlots() ? clock.instant() : Instant.MIN;
        var free = SlotChoice.of(slots, Optional.empty(), begun).free();
        return new Seen(
                free.stream().mapToLong(Slot::free).sum(),
                slots.stream().mapToLong(Slot::seats).sum(),
                System.nanoTime());
    }
}
