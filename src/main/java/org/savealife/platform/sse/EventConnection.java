package org.savealife.platform.sse;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** An open connection to a browser that follows events. Thread-safe. */
public final class EventConnection {

    private final AsyncContext context;
    private Runnable onEnd = () -> {};
    private boolean ended;

    EventConnection(AsyncContext context) {
        this.context = context;
        context.addListener(new Listener());
    }

    /** Runs the task when the connection ends; now, if it has ended. */
    public synchronized void whenEnded(Runnable task) {
        if (ended) {
            task.run();
        } else {
            onEnd = task;
        }
    }

    /**
     * Sends text in the format of the HTML Standard: an event, or a comment. Blocks while the browser does not read.
     *
     * @throws RuntimeException if the browser is gone, or the connection has ended
     */
    public synchronized void send(String event) {
        if (ended) {
            throw new IllegalStateException("The connection has ended.");
        }
        try {
            var out = context.getResponse().getOutputStream();
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Ends the connection. Without effect if it has ended. */
    public synchronized void close() {
        if (!ended) {
            end();
            context.complete();
        }
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            onEnd.run();
        }
    }

    /** What the server tells of the connection. */
    private final class Listener implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            close();
        }

        @Override
        public void onError(AsyncEvent event) {
            close();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nobody starts it again
        }
    }
}
