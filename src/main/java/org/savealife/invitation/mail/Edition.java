package org.savealife.invitation.mail;

import java.time.Instant;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.Reply;
import org.savealife.platform.i18n.Language;

/**
 * The mail for donors to whom the same is said but for their names: in one language, to those who replied the same.
 *
 * @param state what they replied
 * @param slot the time for which they are booked, or that they are offered; empty if there is none
 * @param until when the offer ends; empty if there is none
 */
record Edition(Language language, Reply.State state, Optional<Instant> slot, Optional<Instant> until) {

    /** For donors who have not replied. */
    static Edition unanswered(Language language) {
        return new Edition(language, Reply.State.NONE, Optional.empty(), Optional.empty());
    }

    /** A slot that is not within the donation any more is left out: the donation has moved since it was booked. */
    static Edition of(Language language, Reply reply, Donation donation) {
        var slot = reply.slot()
                .filter(at -> reply.isExpected()
                        && !at.isBefore(donation.startsAt())
                        && donation.endsAt().map(at::isBefore).orElse(true));
        return new Edition(language, reply.state(), slot, reply.until());
    }

    boolean isBooked() {
        return state == Reply.State.BOOKED;
    }

    boolean isWaiting() {
        return state == Reply.State.WAITING || state == Reply.State.OFFERED;
    }
}
