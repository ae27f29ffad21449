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
 * Writes the entries of the {@link StreamLog} to one client without holding up who adds them: they wait in a queue,
 * and one thread at a time writes them, in order. A client that is gone, or that lets more than {@link #MAX_WAITING}
 * wait, is dropped. Thread-safe.
 */
final class StreamSubscriber implements Consumer<StreamLog.Entry> {

    /** Where the entries go. Its methods are called by one thread at a time, and may block. */
    interface Client {

        /** @throws RuntimeException if the client is gone */
        void write(StreamLog.Entry entry);

        /** Writes something that the client passes over. @throws RuntimeException if the client is gone */
        void beat();

        /** Whether who opened the connection may still see what comes. */
        boolean isWelcome();

        void close();
    }

    /** The log's entries, and a burst of new ones; some 400 KB. */
    static final int MAX_WAITING = 10 * StreamLog.CAPACITY;

    private static final System.Logger LOG = System.getLogger(StreamSubscriber.class.getName());

    private final Client client;
    private final Executor writers;
    private final Consumer<StreamSubscriber> onDrop;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean dropped = new AtomicBoolean();

    /** @param onDrop told once, when nothing will be written any more */
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

    /** Drops a client who is welcome no longer, before anything else is written. */
    void check() {
        add(() -> {
            if (!client.isWelcome()) {
                drop();
            }
        });
    }

    /** Writes no more and closes the client, as soon as no write to it is under way. */
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
        // What came in since the last look
        if (!waiting.isEmpty() || dropped.get()) {
            startWriting();
        }
    }
}
