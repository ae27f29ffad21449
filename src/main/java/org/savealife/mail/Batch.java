package org.savealife.mail;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The messages of one call, and what became of each. Safe for use by the several carriers that take them, each message
 * once and in order.
 *
 * <p>It stops for good at the first reason: the relay refuses us, two connections in a row were lost, or whoever called
 * does not want it any more. What has not been handed over by then is deferred for that reason.
 */
final class Batch {

    static final String INTERRUPTED = "Sending was interrupted";

    private static final int LOSSES_IN_A_ROW = 2;
    private static final Delivery UNKNOWN = new Delivery.Deferred("");

    private final Template template;
    private final List<Message> messages;
    private final Sender sender;
    private final Clock clock;
    private final RelayHealth health;
    private final Supplier<String> objection;
    private final AtomicInteger taken = new AtomicInteger();
    private final List<Delivery> deliveries;
    private int losses;
    private volatile String reasonToStop = "";

    /** @param objection why to stop, asked by any thread before each message and now and then; empty to go on */
    Batch(
            Template template,
            List<Message> messages,
            Sender sender,
            Clock clock,
            RelayHealth health,
            Supplier<String> objection) {
        this.template = template;
        this.messages = messages;
        this.sender = sender;
        this.clock = clock;
        this.health = health;
        this.objection = objection;
        this.deliveries = new ArrayList<>(Collections.nCopies(messages.size(), UNKNOWN));
    }

    int left() {
        return Math.max(0, messages.size() - taken.get());
    }

    /** The number of the next message, which nobody else gets; empty if there is none. */
    OptionalInt take() {
        int number = left() == 0 ? messages.size() : taken.getAndIncrement();
        return number < messages.size() ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** The message as it goes to the relay; empty if it cannot be written, which is then known of it. */
    Optional<Letter> write(int number) {
        Message message = messages.get(number);
        try {
            byte[] mime = template.render(message, sender, clock.instant());
            String returnPath = message.returnPath().isEmpty() ? sender.address() : message.returnPath();
            return Optional.of(new Letter(number, returnPath, message.to().ascii(), mime, System.nanoTime()));
        } catch (IllegalArgumentException e) {
            note(number, new Delivery.Failed(Delivery.Failed.NOT_OFFERED, "", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** Whether there is no reason to stop so far; asks whether there is one. */
    boolean mayGoOn() {
        if (reasonToStop.isEmpty()) {
            stop(objection.get());
        }
        return reasonToStop.isEmpty();
    }

    /** @param reason not to go on; empty for none */
    synchronized void stop(String reason) {
        if (reasonToStop.isEmpty()) {
            reasonToStop = reason;
        }
    }

    synchronized void note(Letter letter, Attempt attempt) {
        boolean answered = attempt instanceof Attempt.Answered;
        losses = attempt instanceof Attempt.Lost ? losses + 1 : 0;
        if (!answered && reasonToStop.isEmpty()) {
            noteTrouble(attempt);
        }
        if (attempt.delivery() instanceof Delivery.Sent) {
            health.noteReachable();
        }
        note(
                letter.number(),
                answered || reasonToStop.isEmpty() ? attempt.delivery() : new Delivery.Deferred(reasonToStop));
    }

    private void noteTrouble(Attempt attempt) {
        if (attempt instanceof Attempt.Refused || losses == LOSSES_IN_A_ROW) {
            String reason = ((Delivery.Deferred) attempt.delivery()).reason();
            health.noteTrouble(reason);
            stop(reason);
        }
    }

    private synchronized void note(int number, Delivery delivery) {
        deliveries.set(number, delivery);
    }

    /** One for each message and in their order. To be called once nobody carries any more. */
    synchronized List<Delivery> deliveries() {
        var stopped = new Delivery.Deferred(reasonToStop);
        return deliveries.stream()
                .map(delivery -> delivery.equals(UNKNOWN) ? stopped : delivery)
                .toList();
    }
}
