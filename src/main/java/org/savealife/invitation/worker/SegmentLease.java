package org.savealife.invitation.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.savealife.invitation.LeaseLostException;
import org.savealife.invitation.Segment;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * A claim of a segment, shared by the task that works the segment and the one that sends its pages: where the
 * cursor is, and whether they may continue.
 *
 * <p>Nothing is sent unless the claim is certain: this node's {@link Heartbeat heart} has beaten without a gap
 * since the segment was claimed. While the database is unavailable there is no heartbeat, so the task waits. After
 * a gap the claim is confirmed first.
 */
final class SegmentLease {

    private static final System.Logger LOG = System.getLogger(SegmentLease.class.getName());

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** Thrown if a task must end before its segment does. The next owner does the rest. */
    static final class TaskCancelledException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final WorkerNode node;
    private final ActiveRun run;

    /** Also read by the thread that looks for work. */
    private volatile Segment segment;

    /** The stretch of the node's heart through which the claim holds. */
    private volatile int stretch;

    private volatile boolean givingWay;

    /** @param stretch of the node's heart before the segment was claimed; not 0 */
    SegmentLease(Segment claimed, int stretch, ActiveRun run, WorkerNode node) {
        this.segment = claimed;
        this.stretch = stretch;
        this.run = run;
        this.node = node;
    }

    /** The segment in its current state: its cursor moves. */
    Segment segment() {
        return segment;
    }

    /** Sets the segment as it is after a write of its owner. */
    void moveTo(Segment moved) {
        segment = moved;
    }

    ActiveRun run() {
        return run;
    }

    /** Has the segment given back soon, in the middle of a page if necessary, as other runs wait. */
    void giveWay() {
        givingWay = true;
    }

    boolean isGivingWay() {
        return givingWay;
    }

    /** Whether the task that holds the send lock may send the next message. Asked before each. */
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
     * Waits until the claim is certain.
     *
     * @throws TaskCancelledException if the task must stop
     * @throws LeaseLostException if the segment has another owner
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

    /** @throws TaskCancelledException if the task must stop, now or during the pause */
    void pause(Duration wait) {
        pause(wait, this::mustStop);
    }

    /**
     * A pause before another attempt to write outcomes. It does not end if the run is paused: outcomes are written
     * all the same.
     */
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

    /** Gives the segment back, so that any node can continue after the wait. */
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
            // there is nothing to give back
        } catch (RuntimeException failed) {
            // this node finds the segment later, as one of its own without a task
            report(failed);
        }
    }

    /**
     * Writes even if this thread is interrupted, which would stop the request to the database. The server
     * interrupts its executors when it stops, and outcomes of sent messages must be stored all the same.
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
                    segment.runId(),
                    failure.getMessage());
        } else {
            LOG.log(System.Logger.Level.ERROR, "Run " + segment.runId() + " failed, will try again", failure);
        }
    }
}
