package org.savealife.invitation.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.savealife.invitation.LeaseLostException;
import org.savealife.invitation.Segment;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * A claim of a segment, as those hold it who work the segment: where its cursor is, and whether they may go on.
 *
 * <p>Nothing is sent unless the segment is surely ours: the {@link Heartbeat heart} of this node has beaten without a break
 * since it was claimed. While the database is away it cannot beat, so the work waits; after a break the claim is confirmed
 * first.
 */
final class SegmentLease {

    private static final System.Logger LOG = System.getLogger(SegmentLease.class.getName());

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** Thrown where work must end before its segment does; what is left is for the next owner. */
    static final class TaskCancelledException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final WorkerNode node;
    private final ActiveRun run;

    /** Read also by the threads that look for work. */
    private volatile Segment segment;

    /** Through which the claim holds. */
    private volatile int stretch;

    private volatile boolean givingWay;

    /** @param stretch of the node's heart, not 0, as it was before the segment was claimed */
    SegmentLease(Segment claimed, int stretch, ActiveRun run, WorkerNode node) {
        this.segment = claimed;
        this.stretch = stretch;
        this.run = run;
        this.node = node;
    }

    /** The segment as it is by now: its cursor moves. */
    Segment segment() {
        return segment;
    }

    /** To be called with what each write of the owner makes of the segment. */
    void moveTo(Segment moved) {
        segment = moved;
    }

    ActiveRun run() {
        return run;
    }

    /** Has the segment given back soon, in the middle of a page if need be, since other runs wait. */
    void giveWay() {
        givingWay = true;
    }

    boolean isGivingWay() {
        return givingWay;
    }

    /** Whether the next message may go out, by who has the turn to send: asked before each. */
    boolean shouldContinue() {
        return !mustStop() && isSurelyOurs() && !node.turn.isOver();
    }

    private boolean isSurelyOurs() {
        return node.heart.getAsInt() == stretch;
    }

    private boolean mustStop() {
        return givingWay || node.stopping.getCount() == 0 || !run.isGoing();
    }

    /**
     * Waits until the segment is surely ours.
     *
     * @throws TaskCancelledException if the work must stop
     * @throws LeaseLostException if it is another's
     */
    void checkShouldContinue() {
        while (mustStop() || !isSurelyOurs()) {
            var beating = node.heart.getAsInt();
            if (beating == 0 || mustStop()) {
                pause(POLL_INTERVAL);
            } else {
                node.segments.renew(segment);
                stretch = beating;
            }
        }
    }

    /** @throws TaskCancelledException if the work must stop, now or meanwhile */
    void pause(Duration wait) {
        pause(wait, this::mustStop);
    }

    /** The same where something is still to be written, which a run that is paused does not keep from being written. */
    void pauseToSave(Duration wait) {
        pause(wait, () -> node.stopping.getCount() == 0);
    }

    private void pause(Duration wait, BooleanSupplier stop) {
        var end = System.nanoTime() + wait.toNanos();
        for (var left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (stop.getAsBoolean()) {
                throw new TaskCancelledException();
            }
            awaitStop(Math.min(POLL_INTERVAL.toNanos(), left));
        }
        if (stop.getAsBoolean()) {
            throw new TaskCancelledException();
        }
    }

    private void awaitStop(long nanos) {
        try {
            var unused = node.stopping.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TaskCancelledException();
        }
    }

    /** Gives the segment back, so that any node can go on after the wait. */
    void giveBack(Duration wait) {
        try {
            uninterrupted(() -> {
                if (segment.isLate()) {
                    node.latePages.close(segment);
                }
                if (run.isGoing()) {
                    node.segments.release(segment, wait);
                } else {
                    node.segmentCounts.pauseSegment(segment);
                }
            });
        } catch (LeaseLostException taken) {
            // then there is nothing to give back
        } catch (RuntimeException failed) {
            // this node finds among its own what nobody works
            report(failed);
        }
    }

    /**
     * Writes also where this thread is interrupted, which stops a call to the database: the server interrupts its executors
     * when it ends, and what has been sent must be written down all the same.
     */
    static void uninterrupted(Runnable write) {
        var interrupted = Thread.interrupted();
        try {
            write.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void report(Throwable failure) {
        if (DatabaseUnavailable.isCauseOf(failure)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0} waits for the database: {1}",
                    segment.donationId(),
                    failure.getMessage());
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Run " + segment.donationId() + " failed, and will be tried again",
                    failure);
        }
    }
}
