package org.savealife.mail.ses;

import java.time.Duration;
import org.savealife.mail.LiveWorkers;

/**
 * How fast an account of Amazon SES takes messages from this process: at its maximum rate, divided by the workers that are
 * alive; half as fast each time it says that this was too fast, and from there a little faster with every message it takes.
 * Safe for use by several threads at once.
 *
 * <p>The account's rate is shared with whoever else sends from it, so it cannot be kept from here alone.
 */
final class SesThrottle {

    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    /** A message a second, which is what an account in the sandbox may send. */
    private static final double SLOWEST = 1;

    /** Where to slow down from while the account's rate is not known. */
    private static final double GUESS = 100;

    /** Twenty messages taken add one a second; at full pace that is 5 % in a second. */
    private static final double FASTER_BY = 0.05;

    private final LiveWorkers workers;
    private double highest = Double.POSITIVE_INFINITY;
    private double perSecond = Double.POSITIVE_INFINITY;
    private long next = System.nanoTime();

    SesThrottle(LiveWorkers workers) {
        this.workers = workers;
    }

    /** @param perSecond what the account takes at most; 0 if that is not known */
    synchronized void limitTo(double perSecond) {
        boolean slowedDown = this.perSecond < highest;
        highest = perSecond > 0 ? Math.max(perSecond, SLOWEST) : Double.POSITIVE_INFINITY;
        this.perSecond = slowedDown ? Math.min(this.perSecond, highest) : highest;
    }

    /** What is this process's to send. */
    synchronized double perSecond() {
        return Math.min(perSecond, highest / workers.count());
    }

    /**
     * When so many messages may go at once, which nobody else gets told.
     *
     * @param now by {@link System#nanoTime()}, like the answer
     */
    synchronized long takeTurn(int messages, long now) {
        long turn = next - now < 0 ? now : next;
        next = turn + Math.round(messages / perSecond() * SECOND);
        return turn;
    }

    synchronized void slowDown() {
        perSecond = Math.max(SLOWEST / workers.count(), Math.min(perSecond(), GUESS) / 2);
    }

    /** Takes note that the account took messages without complaint. */
    synchronized void speedUp(int messages) {
        perSecond = Math.min(highest, perSecond + FASTER_BY * messages);
    }
}
