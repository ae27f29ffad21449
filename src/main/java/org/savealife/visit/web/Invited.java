package org.savealife.visit.web;

import org.savealife.donation.Donation;
import org.savealife.donor.Donor;

/** Who may answer with a link, and to what. */
record Invited(Donation donation, Donor donor) {

    /** The first letter of the donor's name: all that a page shows of it, since people forward links. */
    String initial() {
        return donor.firstName()
                .value()
                .codePoints()
                .filter(Character::isLetter)
                .mapToObj(Character::toString)
                .findFirst()
                .orElse("");
    }
}
