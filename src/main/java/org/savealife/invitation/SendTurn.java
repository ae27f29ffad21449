package org.savealife.invitation;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One page is sent at a time on a node, by all connections together; the segments that the node works take turns in the
 * order they ask. So a node that is killed leaves one page at most of which nobody knows what was sent, however many
 * segments it works; meanwhile the others read, match and claim.
 */
final class SendTurn {

    private static final long LOOK_MILLIS = 200;

    private final Semaphore turn = new Semaphore(1, true);

    /** Waits for the turn; {@code whileWaiting} is called again and again meanwhile, and may throw. */
    void take(Runnable whileWaiting) throws InterruptedException {
        do {
            whileWaiting.run();
        } while (!turn.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }

    void giveBack() {
        turn.release();
    }
}
