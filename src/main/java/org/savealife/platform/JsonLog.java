package org.savealife.platform;

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
 * Stays when the application ends, for what the server says last.
 */
final class JsonLog extends StreamHandler {

    /** {@code text}, the server's own, or {@code json}. */
    static final String KEY = "savealife.log.format";

    JsonLog(OutputStream output) {
        super(output, new JsonFormatter());
        setLevel(Level.ALL);
        try {
            setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Where the format is {@code json}. Not to System.out, which others may have taken. */
    static void install(String format) {
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
        root.addHandler(new JsonLog(output));
    }

    private static boolean isOfAnEarlierDeployment(Object handler) {
        return handler.getClass().getName().equals(JsonLog.class.getName());
    }

    @Override
    public synchronized void publish(LogRecord record) {
        super.publish(record);
        flush();
    }
}
