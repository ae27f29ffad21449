package org.savealife.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells the threads of the stream that the application stops. It cannot be taken back. Thread-safe. */
public final class StopSignal {

    private final CountDownLatch raised = new CountDownLatch(1);

    public void raise() {
        raised.countDown();
    }

    public boolean isRaised() {
        return raised.getCount() == 0;
    }

    /**
     * Waits until the time is over or the signal is raised.
     *
     * @return whether to continue: false if the application stops, or the thread was interrupted
     */
    public boolean pause(Duration time) {
        try {
            return !raised.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
