package org.savealife.stream.web;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StreamLog;

/**
 * Writes the entries of the {@link StreamLog} to one client without blocking the log: they wait in a queue, and one
 * thread at a time writes them, in order. A client that is gone, or that has more than {@link #MAX_WAITING} entries
 * waiting, is dropped. Thread-safe.
 */
final class StreamSubscriber implements Consumer<StreamLog.Entry> {

    /** The receiver of the entries. Its methods are called by one thread at a time, and may block. */
    interface Client {

        /** @throws RuntimeException if the client is gone */
        void write(StreamLog.Entry entry);

        /**
         * Writes something that the client ignores.
         *
         * @throws RuntimeException if the client is gone
         */
        void beat();

        /** Whether the client may still see new entries. */
        boolean isWelcome();

        void close();
    }

    /** All entries of the log, and a burst of new ones; about 400 KB. */
    static final int MAX_WAITING = 10 * StreamLog.CAPACITY;

    private static final System.Logger LOG = System.getLogger(StreamSubscriber.class.getName());

    private final Client client;
    private final Executor writers;
    private final Consumer<StreamSubscriber> onDrop;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean dropped = new AtomicBoolean();

    /** @param onDrop called once, when nothing will be written any more */
    StreamSubscriber(Client client, Executor writers, Consumer<StreamSubscriber> onDrop) {
        this.client = client;
        this.writers = writers;
        this.onDrop = onDrop;
    }

    @Override
    public void accept(StreamLog.Entry entry) {
        add(() -> client.write(entry));
    }

    void beat() {
        add(client::beat);
    }

    /** Drops a client that may not see new entries any more, before anything else is written. */
    void check() {
        add(() -> {
            if (!client.isWelcome()) {
                drop();
            }
        });
    }

    /** Writes no more, and closes the client as soon as no write is in progress. */
    void drop() {
        if (dropped.compareAndSet(false, true)) {
            onDrop.accept(this);
            startWriting();
        }
    }

    private void add(Runnable write) {
        if (waiting.offer(write)) {
            startWriting();
        } else {
            drop();
        }
    }

    private void startWriting() {
        if (writing.compareAndSet(false, true)) {
            try {
                writers.execute(this::write);
            } catch (RejectedExecutionException applicationStops) {
                drop();
            }
        }
    }

    private void write() {
        try {
            var next = waiting.poll();
            while (next != null && !dropped.get()) {
                next.run();
                next = waiting.poll();
            }
            if (dropped.get()) {
                client.close();
                return;
            }
        } catch (RuntimeException gone) {
            LOG.log(System.Logger.Level.DEBUG, "A client of the stream log is gone: {0}", FailureSummary.kinds(gone));
            drop();
            return;
        }
        writing.set(false);
        // What was added since the last look
        if (!waiting.isEmpty() || dropped.get()) {
            startWriting();
        }
    }
}
