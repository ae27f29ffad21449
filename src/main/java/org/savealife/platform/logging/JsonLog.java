package org.savealife.platform.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/**
 * Writes the log of the whole server to standard output as {@link JsonFormatter} has it, in place of the server's lines on
 * the console; log files stay as they are. Payara's own JSON formatter does not know which request or run a line belongs to.
 * Stays when the application ends, and when the JVM does, for what the server and we ourselves say last.
 */
public final class JsonLog extends StreamHandler {

    /** {@code text}, the server's own, or {@code json}. */
    public static final String KEY = "savealife.log.format";

    private final Logger root;

    JsonLog(Logger root, OutputStream output) {
        super(output, new JsonFormatter());
        this.root = root;
        setLevel(Level.ALL);
        try {
            setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Where the format is {@code json}. Not to System.out, which others may have taken. */
    public static void install(String format) {
        if (format.equals("json")) {
            install(Logger.getLogger(""), new FileOutputStream(FileDescriptor.out));
        }
    }

    static void install(Logger root, OutputStream output) {
        for (var handler : List.of(root.getHandlers())) {
            if (handler instanceof ConsoleHandler || isOfAnEarlierDeployment(handler)) {
                root.removeHandler(handler);
            }
        }
        var log = new JsonLog(root, output);
        log.loadClasses();
        root.addHandler(log);
    }

    /** Those that a line can need: when the server says its last words, ours cannot be loaded any more. */
    private void loadClasses() {
        var line = new LogRecord(Level.OFF, "");
        line.setThrown(new IllegalStateException("none"));
        var unused = getFormatter().format(line);
    }

    private static boolean isOfAnEarlierDeployment(Object handler) {
        return handler.getClass().getName().equals(JsonLog.class.getName());
    }

    /**
     * Called by {@link java.util.logging.LogManager} alone: as soon as the JVM is told to end it takes all handlers off, while
     * the application and the server have yet to end. So this one comes back; its output is open for as long as the process lives.
     */
    @Override
    public synchronized void close() {
        flush();
        root.addHandler(this);
    }

    @Override
    public synchronized void publish(LogRecord record) {
        super.publish(record);
        flush();
    }
}
