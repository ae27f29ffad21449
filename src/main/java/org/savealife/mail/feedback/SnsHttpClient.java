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

/** Asks the servers of Amazon SNS for what its messages point to. Follows no redirection, and trusts whom the JVM trusts. */
final class SnsHttpClient {

    /** A certificate is 2 KB, the answer to a confirmation as well. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** SNS itself waits 15 seconds for our answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * What is there.
     *
     * @throws UncheckedIOException if there is no answer, or none that says 200; it may be another time
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
