package org.savealife.platform;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Refuses bodies over {@link #BYTES}, or over {@link #MAIL_BYTES} where mails are handed over, with 413: a declared length before anything is read, a chunked body at the first
 * byte too many.
 */
@Provider
@PreMatching
public class BodyLimit implements ContainerRequestFilter {

    /** 64 KiB: a request of this API is a few hundred bytes. */
    public static final int BYTES = 64 * 1024;

    /** 1 MiB: a mail that came back has ours in it, and what mail servers add. */
    static final int MAIL_BYTES = 1024 * 1024;

    private static final String MAILS = "mail/bounce";

    @Override
    public void filter(ContainerRequestContext request) {
        var limit = limit(request.getUriInfo().getPath());
        var declared = Optional.ofNullable(request.getHeaderString(HttpHeaders.CONTENT_LENGTH));
        if (declared.filter(length -> isTooLong(length, limit)).isPresent()) {
            throw new BodyTooLargeException(limit);
        }
        request.setEntityStream(limited(request.getEntityStream(), limit));
    }

    /** @param path below that of the API */
    static int limit(String path) {
        return path.replaceFirst("^/", "").equals(MAILS) ? MAIL_BYTES : BYTES;
    }

    /** Not by getLength(), which fails for a length that does not fit an int. */
    static boolean isTooLong(String declared, int limit) {
        return new BigInteger(declared.strip()).compareTo(BigInteger.valueOf(limit)) > 0;
    }

    /** The same stream, which throws the 413 when it holds more than so many bytes. */
    static InputStream limited(InputStream body, int limit) {
        return new FilterInputStream(body) {

            private int left = limit;

            @Override
            public int read() throws IOException {
                var next = super.read();
                count(next < 0 ? 0 : 1);
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                var read = super.read(buffer, offset, Math.min(length, left + 1));
                count(Math.max(0, read));
                return read;
            }

            @Override
            public long skip(long bytes) throws IOException {
                var skipped = super.skip(Math.min(bytes, left + 1));
                count((int) skipped);
                return skipped;
            }

            @Override
            public boolean markSupported() {
                return false;
            }

            private void count(int read) {
                left -= read;
                if (left < 0) {
                    throw new BodyTooLargeException(limit);
                }
            }
        };
    }
}
