package org.savealife.mail.smtp;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.savealife.mail.RelayHealth;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;

/**
 * The messages of one call, and their results. Safe for use by several workers, which take each message once and in
 * order.
 *
 * <p>It stops for good at the first reason: the relay refuses us, two connections in a row were lost, the fate of
 * {@value RelayHealth#UNKNOWNS_IN_A_ROW} messages in a row is unknown, or the caller does not want to continue.
 * Messages that have not been handed over by then are deferred for that reason.
 */
final class MessageBatch {

    static final String INTERRUPTED = "Sending was interrupted";

    private static final int LOSSES_IN_A_ROW = 2;
    private static final String WITHDRAWN = "Whoever sends it does not want it any more";
    private static final SendResult UNTRIED = SendResult.Deferred.byRelay("");

    private final Template template;
    private final List<Message> messages;
    private final Sender sender;
    private final Clock clock;
    private final RelayHealth health;
    private final Supplier<String> objection;
    private final IntPredicate lets;
    private final AtomicInteger taken = new AtomicInteger();
    private final List<SendResult> deliveries;
    private int losses;
    private int unknowns;
    private volatile String reasonToStop = "";

    /**
     * Makes a batch.
     *
     * @param objection why to stop, "" to continue; asked by any thread before each message and now and then
     * @param lets whether a message, by its number, may leave; asked by any thread just before
     */
    MessageBatch(
            Template template,
            List<Message> messages,
            Sender sender,
            Clock clock,
            RelayHealth health,
            Supplier<String> objection,
            IntPredicate lets) {
        this.template = template;
        this.messages = messages;
        this.sender = sender;
        this.clock = clock;
        this.health = health;
        this.objection = objection;
        this.lets = lets;
        this.deliveries = new ArrayList<>(Collections.nCopies(messages.size(), UNTRIED));
    }

    int left() {
        return Math.max(0, messages.size() - taken.get());
    }

    /** The number of the next message, which no other caller gets; empty if there is none. */
    OptionalInt take() {
        int number = left() == 0 ? messages.size() : taken.getAndIncrement();
        return number < messages.size() ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** The rendered message; empty if it cannot be rendered or may not leave, in which case its result is noted. */
    Optional<OutgoingMessage> write(int number) {
        if (isWithdrawn(number)) {
            return Optional.empty();
        }
        Message message = messages.get(number);
        try {
            byte[] mime = template.render(message, sender, clock.instant());
            String returnPath = message.returnPath().isEmpty() ? sender.address() : message.returnPath();
            return Optional.of(
                    new OutgoingMessage(number, returnPath, message.to().ascii(), mime, System.nanoTime()));
        } catch (IllegalArgumentException e) {
            note(number, new SendResult.Failed(SendResult.Failed.NOT_OFFERED, "", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** Whether there is no reason to stop; asks for one. */
    boolean shouldContinue() {
        if (reasonToStop.isEmpty()) {
            stop(objection.get());
        }
        return reasonToStop.isEmpty();
    }

    /** @param reason why to stop; "" for none */
    synchronized void stop(String reason) {
        if (reasonToStop.isEmpty()) {
            reasonToStop = reason;
        }
    }

    /** Whether a message must not leave; if so, its result is noted. */
    boolean isWithdrawn(int number) {
        boolean withdrawn = !lets.test(number);
        if (withdrawn) {
            note(number, SendResult.Deferred.byRelay(WITHDRAWN));
        }
        return withdrawn;
    }

    synchronized void note(OutgoingMessage letter, SendAttempt attempt) {
        boolean stopped = !reasonToStop.isEmpty();
        boolean answered = attempt.next() == SendAttempt.Next.MAY_GO;
        losses = attempt.isLost() ? losses + 1 : 0;
        if (answered) {
            unknowns = attempt.delivery() instanceof SendResult.Unknown ? unknowns + 1 : 0;
            health.note(attempt.delivery());
        }
        if (!stopped) {
            stopIfInTrouble(attempt);
        }
        note(letter.number(), answered || !stopped ? attempt.delivery() : SendResult.Deferred.byRelay(reasonToStop));
    }

    private void stopIfInTrouble(SendAttempt attempt) {
        if (attempt.delivery() instanceof SendResult.Unknown unknown && unknowns == RelayHealth.UNKNOWNS_IN_A_ROW) {
            stop(unknown.reason());
        } else if (attempt.delivery() instanceof SendResult.Deferred deferred
                && (attempt.next() == SendAttempt.Next.STOP || losses == LOSSES_IN_A_ROW)) {
            health.noteTrouble(deferred.reason());
            stop(deferred.reason());
        }
    }

    private synchronized void note(int number, SendResult delivery) {
        deliveries.set(number, delivery);
    }

    /** One result for each message, in their order. Call it when no worker is left. */
    synchronized List<SendResult> deliveries() {
        var stopped = SendResult.Deferred.byRelay(reasonToStop);
        return deliveries.stream()
                .map(delivery -> delivery.equals(UNTRIED) ? stopped : delivery)
                .toList();
    }
}
