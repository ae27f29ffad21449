package org.savealife.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.NotSupportedException;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.platform.error.BodyTooLargeException;
import org.savealife.platform.error.TooManyRequestsException;

/**
 * Reads the body of each request before it is processed, so that no body can block the server:
 *
 * <ul>
 *   <li>At most {@value #BYTES} bytes, or {@value #MAIL_BYTES} for bounced mail. More is answered with 413: a larger
 *       declared length before anything is read, a chunked body at the first byte too many.
 *   <li>Within {@value #SECONDS} seconds, otherwise 408. The container waits as long again for bytes that do not arrive
 *       ({@code docker/preboot}).
 *   <li>From each client's address at most {@value #OF_ONE} at a time, and {@value #OF_ALL} in total, otherwise 429:
 *       each occupies one of the server's 200 threads while it arrives.
 *   <li>No {@code multipart/*} for pages (415), except for the file that staff import. The container stores such a body
 *       in files, and does not delete those of an interrupted request, so they are deleted here.
 * </ul>
 *
 * <p>It is declared in {@code web.xml}, inside {@link org.savealife.platform.server.RequestFilter}, which translates
 * its exceptions. The container authenticates the request before this filter, so only users who may import can send a
 * file.
 */
public class BodyFilter extends HttpFilter {

    /** A request of the API, or a form, has a few hundred bytes. */
    public static final int BYTES = 64 * 1024;

    /** A bounced mail contains ours, and what mail servers add. */
    static final int MAIL_BYTES = 1024 * 1024;

    static final int SECONDS = 10;

    static final int OF_ONE = 40;
    static final int OF_ALL = 120;

    private static final long serialVersionUID = 1L;

    private static final String MAILS = RestApplication.PATH + "/mail/bounce";
    private static final String UPLOAD = "/staff/donors-import.xhtml";

    /** The same as in {@code web.xml}. */
    private static final int UPLOAD_BYTES = 101_000_000;

    /** The container's names for files of parts. */
    private static final String PARTS = "upload_*.tmp";

    private final transient ConcurrencyLimiter shares = new ConcurrencyLimiter(OF_ONE, OF_ALL);
    private final transient Object uploading = new Object();
    private int uploads;

    @Inject
    transient ClientAddress clients;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!hasBody(request) && !isMultipart(request)) {
            chain.doFilter(request, response);
            return;
        }
        var client = clients.of(request);
        if (!shares.enter(client)) {
            response.setHeader("Connection", "close");
            throw new TooManyRequestsException(
                    "Too many requests of yours are coming in at once.", Duration.ofSeconds(SECONDS));
        }
        if (isMultipart(request) && request.getServletPath().equals(UPLOAD)) {
            try {
                upload(request, response, chain);
            } finally {
                shares.leave(client);
            }
            return;
        }
        HttpServletRequest whole;
        try {
            whole = whole(request);
        } catch (IOException | RuntimeException refused) {
            // Otherwise the rest of the body would be read as the next request
            response.setHeader("Connection", "close");
            throw refused;
        } finally {
            shares.leave(client);
        }
        chain.doFilter(whole, response);
    }

    private static HttpServletRequest whole(HttpServletRequest request) throws IOException {
        if (isMultipart(request) && request.getServletPath().endsWith(".xhtml")) {
            throw new NotSupportedException();
        }
        var limit = limit(request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse(""));
        if (isTooLong(request.getHeader("Content-Length"), limit)) {
            throw new BodyTooLargeException(limit);
        }
        var body = new BodyReader(limit, Duration.ofSeconds(SECONDS), System::nanoTime);
        return new BufferedRequest(request, body.read(request.getInputStream()));
    }

    static int limit(String path) {
        return path.equals(MAILS) ? MAIL_BYTES : BYTES;
    }

    private static boolean hasBody(HttpServletRequest request) throws ProtocolException {
        return request.getHeader("Transfer-Encoding") != null || isTooLong(request.getHeader("Content-Length"), 0);
    }

    private static boolean isMultipart(HttpServletRequest request) {
        return Optional.ofNullable(request.getContentType())
                .map(type -> type.strip().toLowerCase(Locale.ROOT))
                .filter(type -> type.startsWith("multipart/"))
                .isPresent();
    }

    private void upload(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        synchronized (uploading) {
            uploads++;
        }
        try {
            readParts(request, response);
            chain.doFilter(request, response);
        } finally {
            synchronized (uploading) {
                uploads--;
                if (uploads == 0) {
                    deleteParts();
                }
            }
        }
    }

    private static void readParts(HttpServletRequest request, HttpServletResponse response) throws ProtocolException {
        try {
            var unused = request.getParts();
        } catch (IOException | ServletException | RuntimeException brokenOff) {
            response.setHeader("Connection", "close");
            if (brokenOff instanceof IllegalStateException) {
                throw new BodyTooLargeException(UPLOAD_BYTES);
            }
            throw new ProtocolException("The parts of the body cannot be read: " + brokenOff.getMessage());
        }
    }

    /**
     * Deletes the files of interrupted requests, which nothing else knows of. Not while another file is being received:
     * its parts have similar names.
     */
    private void deleteParts() throws IOException {
        var folder = (File) getServletContext().getAttribute(ServletContext.TEMPDIR);
        try (var parts = Files.newDirectoryStream(folder.toPath(), PARTS)) {
            for (var part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** @return whether the declared length is too large; false if none is declared */
    static boolean isTooLong(@Nullable String declared, int limit) throws ProtocolException {
        try {
            // The length may be larger than an int
            return declared != null && new BigInteger(declared.strip()).compareTo(BigInteger.valueOf(limit)) > 0;
        } catch (NumberFormatException noNumber) {
            throw new ProtocolException("The length of the body is no number.");
        }
    }
}
