package org.savealife.mail.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The connections to the relay, each opened only when there is a message for it. Safe for use by several threads. */
final class ConnectionPool {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final List<SmtpConnection> connections;

    /** The first is taken next: the open one that was used last. */
    private final BlockingDeque<SmtpConnection> idle;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    ConnectionPool(int size, Supplier<SmtpConnection> connection) {
        this.connections = Stream.generate(connection).limit(size).toList();
        this.idle = new LinkedBlockingDeque<>(connections);
    }

    /**
     * Waits for an idle connection.
     *
     * @param shouldContinue asked now and then meanwhile
     * @return empty if {@code shouldContinue} returned false
     */
    Optional<SmtpConnection> acquire(BooleanSupplier shouldContinue) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            SmtpConnection connection = idle.pollFirst();
            while (connection == null && shouldContinue.getAsBoolean()) {
                connection = idle.pollFirst(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
            return Optional.ofNullable(connection);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** An idle connection; empty if there is none, or another thread waits for one. */
    Optional<SmtpConnection> tryAcquire() {
        return isAwaited() ? Optional.empty() : Optional.ofNullable(idle.pollFirst());
    }

    /** Whether there is an idle connection that nobody waits for. */
    boolean hasIdle() {
        return !isAwaited() && !idle.isEmpty();
    }

    boolean isAwaited() {
        return waiting.get() > 0;
    }

    void release(SmtpConnection connection) {
        if (closed) {
            connection.quit();
        }
        if (connection.isOpen()) {
            idle.addFirst(connection);
        } else {
            idle.addLast(connection);
        }
    }

    /** Aborts connections that take too long, and closes those that have been idle for long. */
    void evictIdle() {
        for (SmtpConnection connection : connections) {
            connection.abortIfOverdue();
            if (connection.isIdleForLong() && idle.remove(connection)) {
                connection.quit();
                idle.addLast(connection);
            }
        }
    }

    /** Closes each connection after its current message; waits for that at most 5 seconds. */
    void close() {
        closed = true;
        var atRest = new ArrayList<SmtpConnection>();
        try {
            long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
            while (atRest.size() < connections.size()) {
                SmtpConnection connection = idle.pollFirst(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (connection == null) {
                    break;
                }
                connection.quit();
                atRest.add(connection);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.addAll(atRest);
    }
}
