package org.savealife.donor.bounce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.savealife.donor.Donor;
import org.savealife.donor.Suppression;
import org.savealife.donor.store.DonorRepository;
import org.savealife.mail.feedback.BounceParser;
import org.savealife.mail.feedback.Feedback;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.audit.AuditLog;

/**
 * Suppresses an address whose mail bounced permanently, or whose owner complained. Runs skip the donor from then on,
 * until staff lift it. If only the words of a message tell that an address is gone, they must do so on two days. If
 * mail of many donors bounces at once, staff decide ({@link BounceCircuitBreaker}). A suppressed donor stays suppressed
 * for the first reason, so the same feedback twice changes nothing.
 */
@ApplicationScoped
public class SuppressionHandler {

    private static final Logger LOG = System.getLogger(SuppressionHandler.class.getName());

    /** The actor in audit entries. */
    private static final String MAIL = "mail";

    private final DonorRepository donors;
    private final VerpAddresses returnPaths;
    private final BounceCircuitBreaker brake;
    private final AuditLog audit;
    private final Clock clock;

    private volatile Consumer<Feedback.Kind> count = kind -> {};

    @Inject
    public SuppressionHandler(
            DonorRepository donors,
            VerpAddresses returnPaths,
            BounceCircuitBreaker brake,
            AuditLog audit,
            Clock clock) {
        this.donors = donors;
        this.returnPaths = returnPaths;
        this.brake = brake;
        this.audit = audit;
        this.clock = clock;
    }

    /** Passes the kind of all feedback about donors' messages to the counter. */
    void countWith(Consumer<Feedback.Kind> counter) {
        count = counter;
    }

    /** Acts on feedback from a trusted source that names the recipient by address. */
    public void takeByAddress(Feedback feedback) {
        if (feedback.kind() == Feedback.Kind.NOTHING) {
            return;
        }
        owner(feedback.recipients()).ifPresentOrElse(donor -> take(feedback, donor), () -> leave(feedback.messageId()));
    }

    /**
     * Acts on a mail to a return path. The path tells whose message it was; nothing else in the mail is trusted for
     * that. Mail to unknown paths is not read.
     *
     * @param recipient the return path as the mail server gives it; may be empty
     */
    public void takeByReturnPath(String recipient, BounceParser mail) {
        var addressedTo =
                Stream.concat(Stream.of(recipient), mail.addressedTo().stream()).toList();
        returnPaths
                .owner(addressedTo)
                .or(() -> mail.isComplaint() ? returnPaths.complainant(addressedTo) : Optional.empty())
                .ifPresentOrElse(donor -> take(mail.read(), donor), () -> leave(mail.messageId()));
    }

    private static void leave(String messageId) {
        LOG.log(Level.INFO, "Message {0} does not belong to a known donor", messageId);
    }

    private void take(Feedback feedback, Donor donor) {
        count.accept(feedback.kind());
        switch (feedback.kind()) {
            case NOTHING -> {}
            case NOT_UNDERSTOOD ->
                LOG.log(
                        Level.WARNING,
                        "Mail {0} came to the return path of a donor, and could not be understood",
                        feedback.messageId());
            case PUT_OFF -> LOG.log(Level.INFO, "Message {0} to {1} was deferred", feedback.messageId(), donor.id());
            case SUSPECTED, BOUNCED, COMPLAINED -> {
                if (donor.suppression().isEmpty()) {
                    doubt(feedback, donor);
                } else {
                    log(feedback, donor, "the address is suppressed already");
                }
            }
        }
    }

    private void doubt(Feedback feedback, Donor donor) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (feedback.kind() == Feedback.Kind.SUSPECTED
                && !donors.hasBouncedBefore(donor.id(), today, feedback.reason())) {
            log(feedback, donor, "mail continues unless it happens again on another day");
        } else if (feedback.kind() != Feedback.Kind.COMPLAINED && !brake.lets(donor, feedback.reason())) {
            log(feedback, donor, "staff decide");
        } else if (audit.recording(
                MAIL, "donor.suppress", donor.id(), () -> donors.suppress(donor.id(), feedback.reason()))) {
            log(feedback, donor, "the address is suppressed");
        }
    }

    private static void log(Feedback feedback, Donor donor, String consequence) {
        var word = Suppression.of(feedback.reason()).word();
        LOG.log(Level.INFO, "Message {0} to {1} {2}: {3}", feedback.messageId(), donor.id(), word, consequence);
    }

    private Optional<Donor> owner(List<String> addresses) {
        return addresses.stream()
                .flatMap(SuppressionHandler::address)
                .flatMap(address -> donors.find(address).stream())
                .findFirst();
    }

    private static Stream<EmailAddress> address(String text) {
        try {
            var bare = text.substring(text.lastIndexOf('<') + 1);
            var end = bare.indexOf('>');
            return Stream.of(EmailAddress.of(end < 0 ? bare : bare.substring(0, end)));
        } catch (IllegalArgumentException noAddress) {
            return Stream.empty();
        }
    }
}
