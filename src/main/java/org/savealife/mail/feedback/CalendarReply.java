package org.savealife.mail.feedback;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a calendar program answers to the organiser of an event: a {@code REPLY} of RFC 5546 section 3.2.3. Anybody may
 * have written it.
 *
 * @param uid of the event
 * @param sequence which version of the event is answered; 0 if it does not say so
 * @param organiser address to which the answer is sent, without {@code mailto:}; may be ""
 * @param writtenAt by the clock of the program; empty if it does not say so in UTC
 * @param start of the event; empty if there is none, or if it is in a time zone that we do not know
 * @param attendees who answer; mostly one
 */
public record CalendarReply(
        String uid,
        long sequence,
        String organiser,
        Optional<Instant> writtenAt,
        Optional<Instant> start,
        List<Attendee> attendees) {

    /** Whether somebody comes: {@code PARTSTAT} (RFC 5545 section 3.2.12). */
    public enum Participation {
        ACCEPTED,
        TENTATIVE,
        DECLINED,
        /** Not decided, or given to somebody else. */
        OTHER
    }

    /**
     * Somebody who answers.
     *
     * @param address without {@code mailto:}; unchecked
     */
    public record Attendee(String address, Participation participation) {

        /** Without the address. */
        @Override
        public String toString() {
            return "Attendee[" + participation + "]";
        }
    }

    public CalendarReply {
        attendees = List.copyOf(attendees);
    }

    /** Without addresses. */
    @Override
    public String toString() {
        return "CalendarReply[" + uid + ", " + sequence + ", " + attendees + "]";
    }
}
