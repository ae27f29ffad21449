package org.savealife.invitation.mail;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.savealife.donation.Donation;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.http.SlidingWindowLimiter;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.security.CurrentUser;

/**
 * Sends one mail, marked as a test, in the way of all mails, and tells what the relay answered. Waits for the relay for
 * some seconds only, and allows a few messages a minute: it is for trying a setting, or for reading what donors will
 * get.
 */
@ApplicationScoped
public class TestMail {

    public static final int A_MINUTE = 5;

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** How long to wait until a message in progress has been cancelled. */
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(3);

    private final Mailer mailer;
    private final ProcessRole role;
    private final CurrentUser caller;
    private final AuditLog audit;
    private final Clock clock;

    @Resource
    ManagedExecutorService executor;

    private SlidingWindowLimiter limit;

    /**
     * The result of a test.
     *
     * @param outcome accepted, refused, deferred, unknown or unanswered
     * @param answer the relay's answer, or what went wrong before it; "" for none
     * @param advice a word of {@link MailTroubleshooting}
     */
    public record Result(String outcome, String messageId, String answer, String advice) implements Serializable {

        static Result of(String messageId, SendResult delivery) {
            var advice = MailTroubleshooting.on(delivery);
            if (delivery instanceof SendResult.Sent sent) {
                return new Result("accepted", messageId, sent.answer(), advice);
            }
            if (delivery instanceof SendResult.Failed failed) {
                var code = failed.code() == SendResult.Failed.NOT_OFFERED ? "" : failed.code() + " ";
                var enhanced = failed.enhancedCode().isEmpty() ? "" : failed.enhancedCode() + " ";
                return new Result("refused", messageId, code + enhanced + failed.text(), advice);
            }
            if (delivery instanceof SendResult.Unknown unknown) {
                return new Result("unknown", messageId, unknown.reason(), advice);
            }
            return new Result("deferred", messageId, ((SendResult.Deferred) delivery).reason(), advice);
        }

        static Result unanswered(String messageId) {
            return new Result("unanswered", messageId, "", "unanswered");
        }
    }

    @Inject
    public TestMail(Mailer mailer, ProcessRole role, CurrentUser caller, AuditLog audit, Clock clock) {
        this.mailer = mailer;
        this.role = role;
        this.caller = caller;
        this.audit = audit;
        this.clock = clock;
    }

    @PostConstruct
    void start() {
        limit = new SlidingWindowLimiter(A_MINUTE, Duration.ofMinutes(1), clock);
    }

    /** Whether this process uses the relay at all. */
    public boolean isPossible() {
        return role.isWorker();
    }

    /**
     * Sends an invitation to the donation.
     *
     * @return the result; empty if the caller has sent too many tests within the last minute
     */
    public Optional<Result> send(EmailAddress to, Donation donation, Language language) {
        return send(to, mailer.invitation(donation, language));
    }

    /** The same with any mail, and in words that need not be in force. */
    public Optional<Result> send(EmailAddress to, MailSample mail) {
        if (!isPossible()) {
            throw new IllegalStateException("This process sends no mail: savealife.role is web.");
        }
        if (!limit.tryAcquire(caller.getName())) {
            return Optional.empty();
        }
        var messageId = mailer.newMessageId();
        audit.record("mail.test", messageId);
        return Optional.of(send(to, mail, messageId));
    }

    /** The same with a made-up donation. */
    Optional<Result> send(EmailAddress to) {
        return send(to, mailer.sampleDonation(), mailer.usualLanguage());
    }

    private Result send(EmailAddress to, MailSample mail, String messageId) {
        var calledOff = new AtomicBoolean();
        var sending = executor.submit(() -> mailer.sendTest(to, mail, messageId, () -> !calledOff.get()));
        var inTime = await(sending, TIMEOUT);
        calledOff.set(true);
        return inTime.or(() -> await(sending, CANCEL_TIMEOUT))
                .map(delivery -> Result.of(messageId, delivery))
                .orElseGet(() -> Result.unanswered(messageId));
    }

    private static Optional<SendResult> await(Future<SendResult> sending, Duration time) {
        try {
            return Optional.of(sending.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException tooLong) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("The test mail could not be written.", broken.getCause());
        }
    }
}
