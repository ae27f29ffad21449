package org.savealife.invitation.mail;

import org.savealife.donation.Donation;

/** Links by which donors answer. */
@FunctionalInterface
public interface ReplyLinks {

    /** The link of one donor to the page where they book, move, give up or say no. */
    String link(Donation donation, String donorId);
}
