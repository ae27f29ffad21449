package org.savealife.visit;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donation.Seating;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;

/** Stores and finds the answers of donors, and counts the seats of donations. */
@ApplicationScoped
public class VisitRepository {

    /**
     * The slots of a donation in order, or one at its start if it has none. A seat that became free while donors wait
     * counts as held. Slots that staff took away come too while somebody is booked there.
     */
    public List<Slot> slots(Donation donation) {
        throw new UnsupportedOperationException();
    }

    public Optional<Visit> find(String donationId, String donorId) {
        throw new UnsupportedOperationException();
    }

    /** All visits of a donor, in no particular order. */
    public List<Visit> ofDonor(String donorId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes down what a donor answers, and books or frees the seat with it, in one transaction. Repeatable: the same
     * answer again changes nothing and has the same result.
     *
     * @return the visit as it is then
     * @throws SlotTakenException if there is no free seat at the wanted time
     * @throws ConflictException if the donation is over or called off, the slot has begun, the donation has no such
     *     slot, or somebody wants to wait who is booked, or while there are free seats; the message tells which
     * @throws NotFoundException if the donation is gone
     */
    public Visit answer(Donation donation, String donorId, Answer answer, Visit.Via via) {
        throw new UnsupportedOperationException();
    }

    /**
     * Lists visits of a donation in the order of the donors' ids. A visit may be missing in the first moments after its
     * answer.
     *
     * @param limit most visits in the answer
     */
    public Listing<Visit> ofDonation(String donationId, VisitFilter filter, Cursor after, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Counts the visits, without reading them. */
    public VisitCounts counts(String donationId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes how many donors may come. Nobody loses a seat: where more are booked than there are seats, no others can
     * book. Seats that become free this way go to the waiting list first. Repeatable.
     *
     * @return the donation as it is then
     * @throws ConflictException if the slots change while donors are booked or wait, or the donation is called off
     * @throws NotFoundException if the donation is gone
     * @throws IllegalArgumentException if the donation cannot have these slots; the message tells why
     */
    public Donation setSeats(Donation donation, Seating seating) {
        throw new UnsupportedOperationException();
    }

    /** Deletes all visits of a donor, and frees the seats. Repeatable. */
    public void erase(String donorId) {
        throw new UnsupportedOperationException();
    }
}
