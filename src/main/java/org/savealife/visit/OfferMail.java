package org.savealife.visit;

import org.savealife.donation.Donation;

/** Tells a donor of the waiting list by mail that there is a seat. */
@FunctionalInterface
public interface OfferMail {

    /**
     * Has the mail sent, once for each offer however often this is called. The visit says what is offered, and until
     * when. Called on workers only.
     */
    void offer(Donation donation, String donorId);
}
