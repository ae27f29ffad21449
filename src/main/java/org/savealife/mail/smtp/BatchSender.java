package org.savealife.mail.smtp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.savealife.mail.TokenBucket;

/**
 * The threads that send one batch, each over its own connection: the caller's thread, and helpers while there are idle
 * connections and enough messages.
 *
 * <p>The caller never waits for a helper that has not started. So it makes progress with its own connection if the
 * executor has no free thread. Callers that wait for a connection get those of helpers.
 */
final class BatchSender {

    private static final Logger LOG = System.getLogger(BatchSender.class.getName());

    /** Opening a connection takes about as long as sending this many messages over an open one. */
    private static final int MESSAGES_FOR_ONE_MORE = 10;

    private final MessageBatch batch;
    private final ConnectionPool pool;
    private final TokenBucket rateLimit;
    private final Executor executor;
    private final List<RuntimeException> troubles = new ArrayList<>();

    /**
     * Helpers that were requested and have not finished. Written under the lock; read without it to see quickly that
     * there are enough.
     */
    private volatile int helpers;

    private int atWork;
    private boolean over;

    BatchSender(MessageBatch batch, ConnectionPool pool, TokenBucket rateLimit, Executor executor) {
        this.batch = batch;
        this.pool = pool;
        this.rateLimit = rateLimit;
        this.executor = executor;
    }

    /**
     * Sends the batch, and returns when no thread works on it any more. The thread stays interrupted after an
     * interrupt.
     */
    void send() {
        try {
            Optional<SmtpConnection> connection = pool.acquire(batch::shouldContinue);
            if (connection.isPresent()) {
                sendOver(connection.get(), () -> false);
            }
        } catch (InterruptedException e) {
            batch.stop(MessageBatch.INTERRUPTED);
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            batch.stop(MessageBatch.INTERRUPTED);
            throw e;
        } finally {
            awaitHelpers();
        }
        for (RuntimeException trouble : troubles) {
            throw trouble;
        }
    }

    private void sendOver(SmtpConnection connection, BooleanSupplier isRelieved) throws InterruptedException {
        try {
            new SmtpDialogue(connection, new BatchWorker(batch, rateLimit, isRelieved, this::startHelper)).send();
        } finally {
            pool.release(connection);
        }
    }

    private void startHelper() {
        if (isHelpWorthIt() && mayStartHelper()) {
            try {
                executor.execute(this::help);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "No thread to help with sending", e);
            }
        }
    }

    private boolean isHelpWorthIt() {
        return batch.left() >= (helpers + 1) * MESSAGES_FOR_ONE_MORE && pool.hasIdle();
    }

    private synchronized boolean mayStartHelper() {
        if (over || !isHelpWorthIt()) {
            return false;
        }
        helpers++;
        return true;
    }

    private void help() {
        Optional<SmtpConnection> connection = join();
        if (connection.isEmpty()) {
            return;
        }
        try {
            sendOver(connection.get(), pool::isAwaited);
        } catch (InterruptedException e) {
            batch.stop(MessageBatch.INTERRUPTED);
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            batch.stop(MessageBatch.INTERRUPTED);
            noteTrouble(e);
        } finally {
            leave();
        }
    }

    private synchronized Optional<SmtpConnection> join() {
        Optional<SmtpConnection> connection = over ? Optional.empty() : pool.tryAcquire();
        if (connection.isPresent()) {
            atWork++;
        } else {
            helpers--;
        }
        return connection;
    }

    private synchronized void leave() {
        helpers--;
        atWork--;
        notifyAll();
    }

    private synchronized void noteTrouble(RuntimeException trouble) {
        troubles.add(trouble);
    }

    /**
     * Not ended by an interrupt, because the results of what the helpers have handed over must be known. They then stop
     * at their next message.
     */
    private synchronized void awaitHelpers() {
        over = true;
        boolean interrupted = false;
        while (atWork > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                batch.stop(MessageBatch.INTERRUPTED);
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
