package org.savealife.platform.logging;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the work of a thread belongs to, for the lines it logs as JSON ({@link JsonLog}). Whoever sets an id clears it: threads
 * are used again.
 */
public enum LogContext {
    /** A request of HTTP; see {@link org.savealife.platform.http.RequestMetrics}. */
    REQUEST("request_id"),
    /** A run, by the id of its donation. */
    RUN("run_id");

    private static final ThreadLocal<Map<LogContext, String>> CURRENT =
            ThreadLocal.withInitial(() -> new EnumMap<>(LogContext.class));

    private final String field;

    LogContext(String field) {
        this.field = field;
    }

    /** The name in the log. */
    String field() {
        return field;
    }

    public void set(String id) {
        CURRENT.get().put(this, id);
    }

    public void clear() {
        CURRENT.get().remove(this);
        if (CURRENT.get().isEmpty()) {
            CURRENT.remove();
        }
    }

    /** The one that this thread works for. */
    public Optional<String> current() {
        return Optional.ofNullable(CURRENT.get().get(this));
    }
}
