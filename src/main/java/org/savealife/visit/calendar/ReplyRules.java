package org.savealife.visit.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.mail.feedback.CalendarReply;
import org.savealife.mail.feedback.CalendarReply.Participation;
import org.savealife.visit.Answer;
import org.savealife.visit.Visit;

/**
 * What the answer of a calendar program means for a visit. An answer counts if it is about the time at which the donor
 * is expected now, whatever the SEQUENCE: not all changes of a donation reach calendars. Only if the time is missing
 * does the SEQUENCE tell. What was written before the donor last answered is late (RFC 5546 section 2.1.5).
 *
 * @param donation as it is now
 * @param visit as it is now
 */
record ReplyRules(Donation donation, Visit visit) {

    /** By how much the clock of a donor's device may be slow. */
    private static final Duration SLOW_CLOCK = Duration.ofMinutes(5);

    /**
     * What the donor wants; empty if nothing changes. Who says "maybe" keeps the seat, and so does who says "yes"
     * again.
     */
    Optional<Answer> answer(CalendarReply reply, Participation participation) {
        if (isLate(reply)) {
            return Optional.empty();
        }
        return switch (participation) {
            case ACCEPTED -> isBooked() ? Optional.empty() : wanted(reply).map(Answer.Yes::new);
            case DECLINED ->
                isBooked() && isAbout(reply, expectedAt()) ? Optional.of(new Answer.GiveUp()) : Optional.empty();
            case TENTATIVE, OTHER -> Optional.empty();
        };
    }

    private boolean isLate(CalendarReply reply) {
        return reply.writtenAt()
                .filter(visit.answeredAt().minus(SLOW_CLOCK)::isAfter)
                .isPresent();
    }

    private boolean isBooked() {
        return visit.state() == Visit.State.BOOKED;
    }

    /** The time of the entry: that of the slot, unless the donation was shortened and has it no more. */
    private Instant expectedAt() {
        return visit.slot()
                .filter(slot -> !slot.isBefore(donation.startsAt())
                        && donation.endsAt().map(slot::isBefore).orElse(true))
                .orElse(donation.startsAt());
    }

    /** Who gave up a slot gets it back, if it is free. We do not remember which it was, but the entry does. */
    private Optional<Instant> wanted(CalendarReply reply) {
        return donation.seating().hasSlots()
                ? reply.start()
                : Optional.of(donation.startsAt()).filter(start -> isAbout(reply, start));
    }

    private boolean isAbout(CalendarReply reply, Instant time) {
        return reply.start()
                .map(time::equals)
                .orElse(reply.sequence() >= donation.version().sequence());
    }
}
