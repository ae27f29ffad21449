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

/** The connections to the relay, each opened only when somebody has a message for it. Safe for use by several threads. */
final class ConnectionPool {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final List<SmtpConnection> connections;

    /** The one to take next is first: that is the open one that was used last. */
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
     * @return empty if {@code shouldContinue} says no
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

    /** An idle connection, unless somebody waits for one. */
    Optional<SmtpConnection> tryAcquire() {
        return isAwaited() ? Optional.empty() : Optional.ofNullable(idle.pollFirst());
    }

    /** Whether there is one that nobody waits for. */
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

    /** Cuts connections that take too long and takes leave on those long idle. */
    void evictIdle() {
        for (SmtpConnection connection : connections) {
            connection.abortIfOverdue();
            if (connection.isIdleForLong() && idle.remove(connection)) {
                connection.quit();
                idle.addLast(connection);
            }
        }
    }

    /** Closes each connection once its message is over, and waits for that, 5 seconds at most. */
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
