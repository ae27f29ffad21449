package org.savealife.invitation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One page is sent at a time on a node, by all connections together. So a node that is killed leaves one page at most of
 * which nobody knows what was sent, however many segments it works; meanwhile the others read, match and claim.
 *
 * <p>Runs take turns: next is the run whose last turn is longest ago, so one that has not sent yet goes first, and of its
 * segments the one that has asked first. A turn is over, in the middle of a page if need be, after a second if another run
 * waits, and at once if that one has not sent yet. Thread-safe.
 */
final class SendTurn {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LENGTH = Duration.ofSeconds(1);

    /** A run that sent before so many others counts as one that has not sent yet. */
    private static final int REMEMBERED = 1_000;

    private static final String NOBODY = "";

    private record Asking(String run, long number) {}

    private final long length;
    private final List<Asking> waiting = new ArrayList<>();
    private final Map<String, Long> lastTurns = new LinkedHashMap<>();
    private String holder = NOBODY;
    private long heldSince;
    private long asked;
    private long turns;

    SendTurn() {
        this(LENGTH);
    }

    SendTurn(Duration length) {
        this.length = length.toNanos();
    }

    /** Waits for the turn; {@code whileWaiting} is called again and again meanwhile, and may throw. */
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
        var asking = new Asking(run, asked++);
        waiting.add(asking);
        return asking;
    }

    private synchronized void leave(Asking asking) {
        waiting.remove(asking);
        notifyAll();
    }

    private synchronized boolean tryTake(Asking asking) throws InterruptedException {
        var end = System.nanoTime() + LOOK.toNanos();
        while (!isNext(asking)) {
            var left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        holder = asking.run();
        heldSince = System.nanoTime();
        return true;
    }

    private boolean isNext(Asking asking) {
        return holder.equals(NOBODY)
                && waiting.stream()
                        .min(Comparator.comparingLong((Asking other) -> lastTurn(other.run()))
                                .thenComparingLong(Asking::number))
                        .filter(asking::equals)
                        .isPresent();
    }

    private long lastTurn(String run) {
        return lastTurns.getOrDefault(run, -1L);
    }

    synchronized void giveBack() {
        lastTurns.remove(holder);
        lastTurns.put(holder, turns++);
        if (lastTurns.size() > REMEMBERED) {
            lastTurns.remove(lastTurns.keySet().iterator().next());
        }
        holder = NOBODY;
        notifyAll();
    }

    /** How many wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Whether who has the turn shall give it back now, as another run waits for it. */
    synchronized boolean isOver() {
        var others = waiting.stream().map(Asking::run).filter(run -> !run.equals(holder));
        return System.nanoTime() - heldSince >= length
                ? others.findAny().isPresent()
                : lastTurn(holder) >= 0 && others.anyMatch(run -> lastTurn(run) < 0);
    }
}
