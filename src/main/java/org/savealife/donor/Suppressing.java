package org.savealife.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.mail.EmailAddress;
import org.savealife.mail.Feedback;
import org.savealife.platform.Audit;

/**
 * Puts an address aside from which mail came back for good, or whose owner complained: its donor is skipped from then on,
 * until staff lift it. Who is put aside already stays so for the first reason, so the same word twice changes nothing.
 */
@ApplicationScoped
public class Suppressing {

    private static final Logger LOG = System.getLogger(Suppressing.class.getName());

    /** Whose doing it is, for the audit. */
    private static final String MAIL = "mail";

    private static final String ANGLE_BRACKETS = "^.*<|>.*$";

    @Inject
    DonorRepository donors;

    @Inject
    ReturnPaths returnPaths;

    @Inject
    Audit audit;

    /** Acts on what is told of a message whose recipient is named by address, by somebody whom we believe. */
    public void takeByAddress(Feedback feedback) {
        if (feedback.kind() != Feedback.Kind.NOTHING) {
            take(feedback, owner(feedback.recipients()));
        }
    }

    /** Acts on what is told by a mail that came to a return path: the path says whose it is, and nothing else is believed. */
    public void takeByReturnPath(Feedback feedback) {
        if (feedback.kind() != Feedback.Kind.NOTHING) {
            take(feedback, returnPaths.owner(feedback.recipients()));
        }
    }

    private void take(Feedback feedback, Optional<Donor> owner) {
        var donorId = owner.map(Donor::id).orElse("nobody whom we know now");
        if (feedback.kind() == Feedback.Kind.PUT_OFF) {
            LOG.log(Level.INFO, "Message {0} to {1} did not arrive for now", feedback.messageId(), donorId);
        } else if (owner.isEmpty() || !owner.get().suppression().isEmpty()) {
            LOG.log(Level.INFO, "Message {0} to {1} {2}: nothing to do", feedback.messageId(), donorId, word(feedback));
        } else if (audit.recording(
                MAIL, "donor.suppress", donorId, () -> donors.suppress(donorId, feedback.reason()))) {
            LOG.log(Level.INFO, "Message {0} to {1} {2}: no more mail", feedback.messageId(), donorId, word(feedback));
        }
    }

    private static String word(Feedback feedback) {
        return Suppression.of(feedback.reason()).word();
    }

    private Optional<Donor> owner(List<String> addresses) {
        return addresses.stream()
                .flatMap(Suppressing::address)
                .flatMap(address -> donors.find(address).stream())
                .findFirst();
    }

    private static Stream<EmailAddress> address(String text) {
        try {
            return Stream.of(EmailAddress.of(text.replaceAll(ANGLE_BRACKETS, "")));
        } catch (IllegalArgumentException noAddress) {
            return Stream.empty();
        }
    }
}
