package org.savealife.mail.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads URLs in messages of Amazon SNS. Follows no redirects, and trusts the certificate authorities of the JVM. */
final class SnsHttpClient {

    /** A certificate has 2 KB, and so has the response to a confirmation. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** SNS waits 15 seconds for our response. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Reads a URL.
     *
     * @throws UncheckedIOException if there is no response with the status 200; another attempt may succeed
     */
    byte[] get(URI address) {
        try {
            HttpResponse<InputStream> answer =
                    http.send(HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] read = body.readNBytes(MAX_ANSWER_BYTES);
                if (answer.statusCode() != OK) {
                    throw new IOException(address.getHost() + " answers " + answer.statusCode());
                }
                return read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted", e));
        }
    }
}
