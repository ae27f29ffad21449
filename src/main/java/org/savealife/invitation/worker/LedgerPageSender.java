package org.savealife.invitation.worker;

import org.savealife.donation.Donation;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.audience.Audience;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.ResendBackOff;

/**
 * Sends the pages of a segment: offers each page to the relay until every donor has an outcome. Holds the node's
 * {@link SendLock} from the first message of an offer until its outcomes are written.
 */
final class LedgerPageSender {

    private final Audience audience;
    private final SegmentLease lease;
    private final WorkerNode node;
    private final ResendBackOff backOff;
    private Donation donation;
    private Mailer.Mailing mailing;

    LedgerPageSender(Donation donation, Audience audience, SegmentLease lease, WorkerNode node) {
        this.donation = donation;
        this.audience = audience;
        this.mailing = node.mailer.mailing(node.occasions.of(lease.run().id(), donation));
        this.lease = lease;
        this.node = node;
        this.backOff = node.mailer.backOff();
    }

    /**
     * Sends to those donors of the walk who have no outcome on the page.
     *
     * @param last whether they are the last donors of the page
     * @return the page as it is in the ledger then
     */
    LedgerPage send(LedgerPage page, DonorRepository.Walk walk, boolean last) {
        followDonation();
        var offer = new PageOffer(page, last, audience, lease, node);
        offer.match(walk, donation);
        var wait = backOff.shortest();
        var isFirst = true;
        while (!offer.isSettled()) {
            takeTurn();
            PageOffer.Next next;
            try {
                followDonation();
                if (isFirst) {
                    stopIfFull();
                    isFirst = false;
                }
                next = offer.make(donation, mailing);
            } finally {
                node.turn.giveBack();
            }
            if (!offer.isSettled() && next != PageOffer.Next.AT_ONCE) {
                // if the relay accepts some messages in between, the wait does not grow
                wait = next == PageOffer.Next.SOON ? backOff.shortest() : wait;
                lease.pause(ResendBackOff.jittered(offer.hasLastTimes() ? backOff.longest() : wait));
                wait = backOff.longer(wait);
            }
        }
        return offer.page();
    }

    /** Donors book while the run goes on. Within a page, the run's own look each second has to do. */
    private void stopIfFull() {
        lease.run().pauseIfFull();
        if (!lease.run().isGoing()) {
            throw new SegmentLease.TaskCancelledException();
        }
    }

    /** Staff may change the donation while the run goes on: messages offered from then on have its new values. */
    private void followDonation() {
        lease.run().changedSince(donation).ifPresent(changed -> {
            donation = changed;
            mailing = node.mailer.mailing(node.occasions.of(lease.run().id(), changed));
        });
    }

    private void takeTurn() {
        try {
            node.turn.take(lease.segment().runId(), lease::checkShouldContinue);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SegmentLease.TaskCancelledException();
        }
    }
}
