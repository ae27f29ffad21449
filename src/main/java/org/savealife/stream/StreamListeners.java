package org.savealife.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;

/**
 * The listeners of the application, each of which gets the records that it accepts. Thread-safe if the listeners are.
 */
@ApplicationScoped
public class StreamListeners {

    private final List<StreamListener> listeners;
    private final List<StreamBatchListener> witnesses;

    @Inject
    StreamListeners(@Any Instance<StreamListener> beans, @Any Instance<StreamBatchListener> witnesses) {
        this(beans.stream().toList(), witnesses.stream().toList());
    }

    public StreamListeners(List<StreamListener> listeners) {
        this(listeners, List.of());
    }

    StreamListeners(List<StreamListener> listeners, List<StreamBatchListener> witnesses) {
        this.listeners = List.copyOf(listeners);
        this.witnesses = List.copyOf(witnesses);
    }

    /** Shows a batch to every batch listener, before its records are handled. */
    void show(List<StreamRecord> batch) {
        witnesses.forEach(witness -> witness.see(batch));
    }

    /**
     * Lets every listener that accepts the record handle it.
     *
     * @return {@link Verdict#HANDLED}, or {@link Verdict#FILTERED} if none accepts it
     * @throws RuntimeException of a listener that could not handle it
     */
    public Verdict handle(StreamRecord record) {
        var accepting =
                listeners.stream().filter(listener -> listener.accepts(record)).toList();
        accepting.forEach(listener -> listener.handle(record));
        return accepting.isEmpty() ? Verdict.FILTERED : Verdict.HANDLED;
    }
}
