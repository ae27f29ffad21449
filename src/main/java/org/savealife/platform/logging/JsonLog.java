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
 * Writes the log of the whole server to standard output in the format of {@link JsonFormatter}, instead of the server's
 * console lines. Log files do not change. Payara's own JSON formatter does not know to which request or run a line
 * belongs. It stays in place when the application ends, and when the JVM does, for the last messages.
 */
public final class JsonLog extends StreamHandler {

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

    /** Installs it if the format is JSON. It does not write to System.out, which others may have replaced. */
    public static void install(LogSettings.Format format) {
        if (format == LogSettings.Format.JSON) {
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

    /**
     * Loads all classes that a line can need. At the server's last messages, our classes cannot be loaded any more.
     */
    private void loadClasses() {
        var line = new LogRecord(Level.OFF, "");
        line.setThrown(new IllegalStateException("none"));
        var unused = getFormatter().format(line);
    }

    private static boolean isOfAnEarlierDeployment(Object handler) {
        return handler.getClass().getName().equals(JsonLog.class.getName());
    }

    /**
     * Called only by {@link java.util.logging.LogManager}. It removes all handlers as soon as the JVM is told to end,
     * while the application and the server still have to end. So this handler adds itself again. Its output is open for
     * as long as the process lives.
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
