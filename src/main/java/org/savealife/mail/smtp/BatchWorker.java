package org.savealife.mail.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.savealife.mail.TokenBucket;

/** One thread's part of a batch: takes messages for its connection, each when its turn comes. For that thread. */
final class BatchWorker {

    /** How long a permission is valid without being asked again. */
    private static final long PERMISSION_CACHED_FOR = Duration.ofMillis(200).toNanos();

    private final MessageBatch batch;
    private final TokenBucket rateLimit;
    private final BooleanSupplier isRelieved;
    private final Runnable callHelp;
    private boolean first = true;

    /**
     * Makes a worker.
     *
     * @param isRelieved whether this thread should leave the rest to others
     * @param callHelp called when another connection would be faster
     */
    BatchWorker(MessageBatch batch, TokenBucket rateLimit, BooleanSupplier isRelieved, Runnable callHelp) {
        this.batch = batch;
        this.rateLimit = rateLimit;
        this.isRelieved = isRelieved;
        this.callHelp = callHelp;
    }

    /**
     * Waits for the turn of the next message; empty if there is none, or none for this thread.
     *
     * @throws InterruptedException if interrupted before or meanwhile
     */
    Optional<OutgoingMessage> next() throws InterruptedException {
        for (OptionalInt number = take(); number.isPresent(); number = take()) {
            if (!awaitTurn()) {
                return Optional.empty();
            }
            Optional<OutgoingMessage> letter = write(number.getAsInt());
            if (letter.isPresent()) {
                return letter;
            }
        }
        return Optional.empty();
    }

    /** The next message, if its turn is now; otherwise empty, and the message is left for the next caller. */
    Optional<OutgoingMessage> nextIfReady() {
        if (batch.left() == 0 || isRelieved.getAsBoolean() || !rateLimit.tryAcquire()) {
            return Optional.empty();
        }
        OptionalInt number = batch.shouldContinue() ? batch.take() : OptionalInt.empty();
        if (number.isEmpty()) {
            rateLimit.returnToken();
            return Optional.empty();
        }
        noteTurn(true);
        return write(number.getAsInt());
    }

    /** Whether a message that was taken may still be sent. Asks again only if the permission is old. */
    boolean isStillPermitted(OutgoingMessage letter) {
        return System.nanoTime() - letter.takenAt() < PERMISSION_CACHED_FOR || shouldContinue();
    }

    /** Whether the sender has withdrawn this message; if so, its result is noted. */
    boolean isWithdrawn(OutgoingMessage letter) {
        return batch.isWithdrawn(letter.number());
    }

    boolean shouldContinue() {
        return batch.shouldContinue();
    }

    void note(OutgoingMessage letter, SendAttempt attempt) {
        batch.note(letter, attempt);
    }

    private OptionalInt take() {
        return isRelieved.getAsBoolean() ? OptionalInt.empty() : batch.take();
    }

    private boolean awaitTurn() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean atOnce = rateLimit.tryAcquire();
        if (!atOnce && !rateLimit.acquire(batch::shouldContinue)) {
            return false;
        }
        if (!batch.shouldContinue()) {
            rateLimit.returnToken();
            return false;
        }
        noteTurn(atOnce);
        return true;
    }

    /** If the rate limit is reached, more connections do not help. They do if messages wait for this one. */
    private void noteTurn(boolean atOnce) {
        if (rateLimit.isUnlimited() || (atOnce && !first)) {
            callHelp.run();
        }
        first = false;
    }

    private Optional<OutgoingMessage> write(int number) {
        Optional<OutgoingMessage> letter = batch.write(number);
        if (letter.isEmpty()) {
            rateLimit.returnToken();
        }
        return letter;
    }
}
