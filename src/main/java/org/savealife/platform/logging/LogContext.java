package org.savealife.platform.logging;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the current thread works for, for the JSON lines that it logs ({@link JsonLog}). Code that sets an id must clear
 * it, because threads are reused.
 */
public enum LogContext {
    /** An HTTP request; see {@link org.savealife.platform.http.RequestMetrics}. */
    REQUEST("request_id"),
    /** A run, by the id of its donation. */
    RUN("run_id");

    private static final ThreadLocal<Map<LogContext, String>> CURRENT =
            ThreadLocal.withInitial(() -> new EnumMap<>(LogContext.class));

    private final String field;

    LogContext(String field) {
        this.field = field;
    }

    /** The name of the field in the log. */
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

    /** The id that the current thread works for. */
    public Optional<String> current() {
        return Optional.ofNullable(CURRENT.get().get(this));
    }
}
