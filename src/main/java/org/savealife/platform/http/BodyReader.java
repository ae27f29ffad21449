package org.savealife.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.savealife.platform.error.BodyTooLargeException;
import org.savealife.platform.error.BodyTooSlowException;

/** Reads a whole body with a limited number of bytes, within a limited time. */
final class BodyReader {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final int limit;
    private final Duration time;
    private final LongSupplier nanos;

    /** @param nanos the clock, as {@link System#nanoTime} */
    BodyReader(int limit, Duration time, LongSupplier nanos) {
        this.limit = limit;
        this.time = time;
        this.nanos = nanos;
    }

    /**
     * @throws BodyTooLargeException at the first byte beyond the limit; nothing is read after it
     * @throws BodyTooSlowException if the time is over before the end; checked after each read, so a blocked read
     *     delays it
     */
    byte[] read(InputStream body) throws IOException {
        var started = nanos.getAsLong();
        var whole = new ByteArrayOutputStream();
        var buffer = new byte[Math.min(BUFFER_BYTES, limit + 1)];
        while (true) {
            var read = body.read(buffer, 0, Math.min(buffer.length, limit + 1 - whole.size()));
            if (read < 0) {
                return whole.toByteArray();
            }
            whole.write(buffer, 0, read);
            if (whole.size() > limit) {
                throw new BodyTooLargeException(limit);
            }
            if (nanos.getAsLong() - started > time.toNanos()) {
                throw new BodyTooSlowException(time);
            }
        }
    }
}
