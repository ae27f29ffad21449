package org.savealife.invitation.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;

/**
 * Lets one page at a time be sent on a node, by all connections together. So a killed node leaves at most one page
 * with unknown outcomes, however many segments it works. Meanwhile the other tasks read, match and claim.
 *
 * <p>Runs take turns. Those of an urgent {@link Kind} go before all others, whose turns end at once. A run is new
 * until its turns add up to a second. New runs go first, and among them the one with the shortest turns so far. Then
 * comes the run whose last turn was longest ago, and of its segments the one that asked first. If another run waits, a
 * turn ends after a second, in the middle of a page if necessary; at once if the other run is new; and if both are new,
 * after a moment if the other has had less. Thread-safe.
 */
final class SendLock {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration LENGTH = Duration.ofSeconds(1);

    /** The length of a turn of a new run while other new runs wait. */
    private static final Duration MOMENT = Duration.ofMillis(50);

    /** A run counts as new again if so many others have sent since its last turn. */
    private static final int MAX_REMEMBERED_RUNS = 1_000;

    private static final String NOBODY = "";

    private record Asking(String run, boolean urgent, long number) {}

    /**
     * The turns that a run has had.
     *
     * @param held for how many nanoseconds in all
     * @param last the number of the last turn
     */
    private record Past(long held, long last) {

        static final Past NONE = new Past(0, -1);
    }

    private final long length;
    private final long youth;
    private final long moment;
    private final List<Asking> waiting = new ArrayList<>();
    private final Map<String, Past> pasts = new LinkedHashMap<>();
    private String holder = NOBODY;
    private boolean holderIsUrgent;
    private long heldSince;
    private long asked;
    private long turns;

    SendLock() {
        this(LENGTH, LENGTH, MOMENT);
    }

    /**
     * @param length of a turn while another run waits
     * @param youth total length of the turns after which a run is not new any more
     * @param moment length of a turn of a new run while other new runs wait
     */
    SendLock(Duration length, Duration youth, Duration moment) {
        this.length = length.toNanos();
        this.youth = youth.toNanos();
        this.moment = moment.toNanos();
    }

    /** Waits for the turn. Meanwhile {@code whileWaiting} is called again and again; it may throw. */
    void take(String run, Runnable whileWaiting) throws InterruptedException {
        var asking = ask(run);
        try {
            do {
                whileWaiting.run();
            } while (!tryTake(asking));
        } finally {
            leave(asking);
        }
    }

    private synchronized Asking ask(String run) {
        var asking = new Asking(run, RunId.of(run).kind().isUrgent(), asked++);
        waiting.add(asking);
        return asking;
    }

    private synchronized void leave(Asking asking) {
        waiting.remove(asking);
        notifyAll();
    }

    private synchronized boolean tryTake(Asking asking) throws InterruptedException {
        var end = System.nanoTime() + POLL_INTERVAL.toNanos();
        while (!isNext(asking)) {
            var left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        holder = asking.run();
        holderIsUrgent = asking.urgent();
        heldSince = System.nanoTime();
        return true;
    }

    private boolean isNext(Asking asking) {
        return holder.equals(NOBODY)
                && waiting.stream()
                        .min(Comparator.comparingInt((Asking other) -> other.urgent() ? 0 : 1)
                                .thenComparingLong(other -> isNew(other.run()) ? 0 : 1)
                                .thenComparingLong(other ->
                                        isNew(other.run()) ? past(other.run()).held() : 0)
                                .thenComparingLong(other -> past(other.run()).last())
                                .thenComparingLong(Asking::number))
                        .filter(asking::equals)
                        .isPresent();
    }

    private Past past(String run) {
        return pasts.getOrDefault(run, Past.NONE);
    }

    private boolean isNew(String run) {
        var past = past(run);
        return past.equals(Past.NONE) || past.held() < youth;
    }

    private long heldNow() {
        return System.nanoTime() - heldSince;
    }

    synchronized void giveBack() {
        var held = past(holder).held() + heldNow();
        pasts.remove(holder);
        pasts.put(holder, new Past(held, turns++));
        if (pasts.size() > MAX_REMEMBERED_RUNS) {
            pasts.remove(pasts.keySet().iterator().next());
        }
        holder = NOBODY;
        notifyAll();
    }

    /** How many tasks wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Whether the turn must end now because another run waits. */
    synchronized boolean isOver() {
        if (!holderIsUrgent && waiting.stream().anyMatch(Asking::urgent)) {
            return true;
        }
        var others = waiting.stream()
                .filter(asking -> asking.urgent() == holderIsUrgent)
                .map(Asking::run)
                .filter(run -> !run.equals(holder));
        if (heldNow() >= length) {
            return others.findAny().isPresent();
        }
        var had = isNew(holder) ? past(holder).held() + heldNow() : Long.MAX_VALUE;
        return (!isNew(holder) || heldNow() >= moment)
                && others.anyMatch(run -> isNew(run) && past(run).held() < had);
    }
}
