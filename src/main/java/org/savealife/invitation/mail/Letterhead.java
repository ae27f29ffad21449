package org.savealife.invitation.mail;

import java.time.ZoneId;
import java.util.Map;
import org.savealife.mail.message.Sender;
import org.savealife.platform.organisation.Organisation;

/**
 * What all mails have in common.
 *
 * @param zone in which times are shown
 * @param sender who writes
 * @param organisation who holds the donation and answers questions
 * @param takesReplies whether the answers of calendar programs come to us
 */
record Letterhead(ZoneId zone, Sender sender, Organisation organisation, boolean takesReplies) {

    /** The name of the blood bank. */
    String name() {
        return organisation.nameOr(sender.organisation());
    }

    /** Where donors reach people. */
    String address() {
        return organisation.email().orElse(sender.address());
    }

    /** Values for the slots of any mail. */
    Map<String, String> constants() {
        return Map.of(
                "organisation", name(),
                "organiser", CalendarEntry.uri(address()),
                "imprint", organisation.reachedAt(),
                "sender_domain", sender.domain());
    }
}
