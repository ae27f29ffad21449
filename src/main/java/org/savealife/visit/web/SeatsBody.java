package org.savealife.visit.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.visit.Slot;

/**
 * The seats of a donation as staff see them.
 *
 * @param seatsPerSlot as staff set it, without overbooking; 0 without slots
 * @param seats of a donation without slots, without overbooking; 0 for no limit
 */
public record SeatsBody(int slotMinutes, int seatsPerSlot, int seats, double showRate, List<SlotSeats> slots) {

    /**
     * @param seats how many donors may book, with overbooking; left out if there is no limit
     * @param free left out if there is no limit
     */
    public record SlotSeats(
            String at,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> seats,
            int taken,
            int held,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> free) {

        static SlotSeats of(Slot slot, ZoneId zone) {
            return new SlotSeats(
                    InvitationBody.text(slot.at(), zone),
                    Optional.of(slot.seats()).filter(seats -> !slot.isUnlimited()),
                    slot.taken(),
                    slot.held(),
                    Optional.of(slot.free()).filter(free -> !slot.isUnlimited()));
        }
    }

    static SeatsBody of(Donation donation, List<Slot> slots, ZoneId zone) {
        var seating = donation.seating();
        return new SeatsBody(
                seating.slotMinutes(),
                seating.seatsPerSlot(),
                seating.seats(),
                seating.showRate(),
                slots.stream().map(slot -> SlotSeats.of(slot, zone)).toList());
    }
}
