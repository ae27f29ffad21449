package org.savealife.mail.smtp;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Whether the message being sent can still be called off: until its end leaves for the relay. Safe for several threads.
 */
final class MessageProgress {

    private enum Stage {
        ON_ITS_WAY,
        CALLED_OFF,
        HANDED_OVER
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ON_ITS_WAY);
    private volatile BooleanSupplier isUnwanted = () -> false;

    /** @param isUnwanted whether to call off the message being sent, asked by any thread */
    void watch(BooleanSupplier isUnwanted) {
        this.isUnwanted = isUnwanted;
    }

    void stopWatching() {
        isUnwanted = () -> false;
    }

    void begin() {
        stage.set(Stage.ON_ITS_WAY);
    }

    /** Must precede the end of the message. False if the message has been called off, and must not be completed. */
    boolean handOver() {
        return stage.compareAndSet(Stage.ON_ITS_WAY, Stage.HANDED_OVER);
    }

    /** Calls the message off if it is unwanted and its end has not left. True if this call did so. */
    boolean callOffIfUnwanted() {
        return isUnwanted.getAsBoolean() && stage.compareAndSet(Stage.ON_ITS_WAY, Stage.CALLED_OFF);
    }

    boolean isCalledOff() {
        return stage.get() == Stage.CALLED_OFF;
    }
}
