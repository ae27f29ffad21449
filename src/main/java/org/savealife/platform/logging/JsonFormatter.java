package org.savealife.platform.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.savealife.platform.json.Json;

/**
 * Formats a log record as one line of JSON: {@code time} (ISO 8601, UTC), {@code level} ({@code ERROR},
 * {@code WARNING}, {@code INFO}, {@code DEBUG} or {@code TRACE}), {@code logger}, {@code message}, {@code thread}, and
 * if there is one, {@code request_id}, {@code run_id} and {@code exception} (the stack trace). Must run on the thread
 * that logs.
 */
final class JsonFormatter extends Formatter {

    private final Json json = new Json();

    @Override
    public String format(LogRecord record) {
        var line = new LinkedHashMap<String, String>();
        line.put("time", record.getInstant().toString());
        line.put("level", level(record.getLevel()));
        line.put("logger", String.valueOf(record.getLoggerName()));
        line.put("message", String.valueOf(formatMessage(record)));
        line.put("thread", Thread.currentThread().getName());
        for (var id : LogContext.values()) {
            id.current().ifPresent(text -> line.put(id.field(), text));
        }
        if (record.getThrown() != null) {
            line.put("exception", trace(record.getThrown()));
        }
        return json.text(line) + "\n";
    }

    /** By the names of {@link System.Logger}, which are known to people who search logs. */
    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        if (level.intValue() >= Level.CONFIG.intValue()) {
            return "INFO";
        }
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static String trace(Throwable thrown) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
