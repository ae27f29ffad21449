package org.savealife.donor.bounce;

import org.savealife.mail.feedback.BounceParser;

/** Takes the answers of donors' calendar programs, which come the same way as bounces. */
public interface CalendarReplies {

    /**
     * Acts on a mail if it is the answer of a calendar program to an entry of ours.
     *
     * @param recipient the address to which it came, as the mail server gives it; may be empty
     * @return false if it is not, and may be feedback; then nothing has been done
     */
    boolean take(String recipient, BounceParser mail);
}
