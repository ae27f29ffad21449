package org.savealife.donation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How many donors may come to a donation, and whether they choose a time. Donors who book often do not come: staff may
 * therefore let more book than there are seats.
 *
 * @param slotMinutes length of a slot, 5 to 240; 0 for no slots: donors only say that they will come
 * @param seatsPerSlot 1 to 1000; 0 without slots
 * @param seats of a donation without slots, up to {@value #MAX_SEATS_IN_ALL}; 0 for no limit, and with slots
 * @param showRate which share of those who book comes, 0.3 to 1 in hundredths; 1 for no overbooking
 */
public record Seating(int slotMinutes, int seatsPerSlot, int seats, double showRate) {

    /** No slots, and no limit: what a donation has for which staff said nothing. */
    public static final Seating NONE = new Seating(0, 0, 0, 1);

    /** Most slots of a donation, so that all of them fit on a page and into a transaction. */
    public static final int MAX_SLOTS = 90;

    private static final int MIN_MINUTES = 5;
    private static final int MAX_MINUTES = 240;
    private static final int MAX_SEATS = 1000;
    private static final int MAX_SEATS_IN_ALL = 100_000;
    private static final int MIN_PERCENT = 30;
    private static final int PERCENT = 100;

    public Seating {
        var percent = Math.round(showRate * PERCENT);
        if (percent < MIN_PERCENT || percent > PERCENT) {
            throw new IllegalArgumentException("Please give a show rate from 0.3 to 1.");
        }
        showRate = percent / (double) PERCENT;
        if (slotMinutes == 0) {
            checkWithoutSlots(seatsPerSlot, seats);
        } else {
            checkWithSlots(slotMinutes, seatsPerSlot, seats);
        }
    }

    private static void checkWithoutSlots(int seatsPerSlot, int seats) {
        if (seatsPerSlot != 0) {
            throw new IllegalArgumentException("Please give the minutes of a slot as well, or only the seats in all.");
        }
        if (seats < 0 || seats > MAX_SEATS_IN_ALL) {
            throw new IllegalArgumentException("Please give up to " + MAX_SEATS_IN_ALL + " seats.");
        }
    }

    private static void checkWithSlots(int slotMinutes, int seatsPerSlot, int seats) {
        if (slotMinutes < MIN_MINUTES || slotMinutes > MAX_MINUTES) {
            throw new IllegalArgumentException(
                    "Please give slots of " + MIN_MINUTES + " to " + MAX_MINUTES + " minutes.");
        }
        if (seatsPerSlot < 1 || seatsPerSlot > MAX_SEATS) {
            throw new IllegalArgumentException("Please give 1 to " + MAX_SEATS + " seats for each slot.");
        }
        if (seats != 0) {
            throw new IllegalArgumentException("Please give the seats for each slot, or those in all, not both.");
        }
    }

    public boolean hasSlots() {
        return slotMinutes > 0;
    }

    /** Whether donors may be refused for want of seats. */
    public boolean isLimited() {
        return hasSlots() || seats > 0;
    }

    /**
     * How many donors may book each slot, or the donation if it has no slots: the seats divided by the show rate. 0 for
     * no limit.
     */
    public int bookableSeats() {
        return (int) ((hasSlots() ? seatsPerSlot : seats) * (long) PERCENT / showPercent());
    }

    /** How many donors may book in all slots of a donation together; 0 for no limit. */
    public int bookableInAll(Donation donation) {
        return bookableSeats() * (hasSlots() ? slotStarts(donation).size() : 1);
    }

    /** The show rate in per cent. */
    int showPercent() {
        return (int) Math.round(showRate * PERCENT);
    }

    /** @throws IllegalArgumentException if a donation of this length cannot have these slots; the message tells why */
    public void checkLength(Duration length) {
        if (!hasSlots()) {
            return;
        }
        if (length.isZero()) {
            throw new IllegalArgumentException("Please say when the donation ends. Without an end it has no slots.");
        }
        var slots = length.dividedBy(slotLength());
        if (slots < 1) {
            throw new IllegalArgumentException("The donation is shorter than a slot. Please choose shorter slots.");
        }
        if (slots > MAX_SLOTS) {
            throw new IllegalArgumentException("That makes " + slots
                    + " slots. Please choose longer slots: there can be " + MAX_SLOTS + " at most.");
        }
    }

    /** When the slots of a donation begin, in order; empty without slots. The last one ends within the donation. */
    public List<Instant> slotStarts(Donation donation) {
        if (!hasSlots()) {
            return List.of();
        }
        return LongStream.range(0, donation.length().dividedBy(slotLength()))
                .mapToObj(number -> donation.startsAt().plus(slotLength().multipliedBy(number)))
                .toList();
    }

    private Duration slotLength() {
        return Duration.ofMinutes(slotMinutes);
    }
}
