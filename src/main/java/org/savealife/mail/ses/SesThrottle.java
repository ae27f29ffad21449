package org.savealife.mail.ses;

import java.time.Duration;
import org.savealife.mail.LiveWorkers;

/**
 * The pace at which this process sends to Amazon SES: the maximum rate of the account, divided by the number of live
 * workers; half of that each time SES throttles, and then slightly more with each accepted message (additive increase,
 * multiplicative decrease). Safe for use by several threads at once.
 *
 * <p>Others may share the account's rate, so this process alone cannot keep it.
 */
final class SesThrottle {

    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    /** One message a second, which is the rate of an account in the sandbox. */
    private static final double SLOWEST = 1;

    /** The pace before the first throttling, while the account's rate is not known. */
    private static final double GUESS = 100;

    /** Twenty accepted messages add one message a second; at full pace that is 5 % in a second. */
    private static final double FASTER_BY = 0.05;

    private final LiveWorkers workers;
    private double highest = Double.POSITIVE_INFINITY;
    private double perSecond = Double.POSITIVE_INFINITY;
    private long next = System.nanoTime();

    SesThrottle(LiveWorkers workers) {
        this.workers = workers;
    }

    /** @param perSecond the maximum rate of the account; 0 if it is not known */
    synchronized void limitTo(double perSecond) {
        boolean slowedDown = this.perSecond < highest;
        highest = perSecond > 0 ? Math.max(perSecond, SLOWEST) : Double.POSITIVE_INFINITY;
        this.perSecond = slowedDown ? Math.min(this.perSecond, highest) : highest;
    }

    /** The pace of this process, in messages a second. */
    synchronized double perSecond() {
        return Math.min(perSecond, highest / workers.count());
    }

    /**
     * Reserves a turn for that many messages, and returns its time.
     *
     * @param now as {@link System#nanoTime()}, like the result
     */
    synchronized long takeTurn(int messages, long now) {
        long turn = next - now < 0 ? now : next;
        next = turn + Math.round(messages / perSecond() * SECOND);
        return turn;
    }

    synchronized void slowDown() {
        perSecond = Math.max(SLOWEST / workers.count(), Math.min(perSecond(), GUESS) / 2);
    }

    /** Speeds up after messages that were accepted. */
    synchronized void speedUp(int messages) {
        perSecond = Math.min(highest, perSecond + FASTER_BY * messages);
    }
}
