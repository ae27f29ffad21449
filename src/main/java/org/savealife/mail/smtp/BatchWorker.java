package org.savealife.mail.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.savealife.mail.TokenBucket;

/** One thread's part in a batch: takes messages for the connection it has, each when its turn comes. For that thread. */
final class BatchWorker {

    /** For how long nobody is asked again whether a message may go. */
    private static final long PERMISSION_CACHED_FOR = Duration.ofMillis(200).toNanos();

    private final MessageBatch batch;
    private final TokenBucket rateLimit;
    private final BooleanSupplier isRelieved;
    private final Runnable callHelp;
    private boolean first = true;

    /**
     * Makes a carrier.
     *
     * @param isRelieved whether this thread is to leave the rest to others
     * @param callHelp called when another connection would make it faster
     */
    BatchWorker(MessageBatch batch, TokenBucket rateLimit, BooleanSupplier isRelieved, Runnable callHelp) {
        this.batch = batch;
        this.rateLimit = rateLimit;
        this.isRelieved = isRelieved;
        this.callHelp = callHelp;
    }

    /**
     * Waits for the next message's turn; empty if there is none, or none for this thread.
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

    /** The next message if its turn is now; otherwise empty, and it will be the next one for whoever waits. */
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

    /** Whether a message that was taken may go even now, asking again only if that was long ago. */
    boolean isStillPermitted(OutgoingMessage letter) {
        return System.nanoTime() - letter.takenAt() < PERMISSION_CACHED_FOR || shouldContinue();
    }

    /** Whether whoever sends it has taken this message back; it is known of it then. */
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

    /** Under a rate limit that is met there is no use for more hands; it is not if turns wait for us. */
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
