package org.savealife.stream.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.savealife.fixture.SavealifeIT;

/** A client that follows {@code GET /api/stream/events} until it is closed. */
public final class StreamEvents implements AutoCloseable {

    /** An event with the fields of its data. */
    public record Event(String sequenceNumber, JsonNode data) {

        public String id() {
            return data.get("id").asText();
        }

        String verdict() {
            return data.get("verdict").asText();
        }

        String entity() {
            return data.get("entity").asText();
        }
    }

    /** With HTTP/2, all clients would share a connection, and unread data of a closed one would block the others. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Lines lines = new Lines();
    private final CompletableFuture<HttpResponse<Void>> connection;

    private StreamEvents(HttpRequest request) {
        connection = CLIENT.sendAsync(request, BodyHandlers.fromLineSubscriber(lines));
    }

    public static StreamEvents follow(URI baseUri) {
        return new StreamEvents(request(baseUri).build());
    }

    static StreamEvents followWithToken(URI baseUri, String token) {
        return new StreamEvents(
                request(baseUri).setHeader("Authorization", "Bearer " + token).build());
    }

    /** Whether the server has ended it. */
    boolean hasEnded() {
        return connection.isDone();
    }

    static StreamEvents follow(URI baseUri, String lastSeen) {
        return new StreamEvents(
                request(baseUri).header("Last-Event-ID", lastSeen).build());
    }

    /** All events so far, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    public boolean hasAll(List<String> ids) {
        return about(ids).stream().map(Event::id).distinct().count() == ids.size();
    }

    /** The events about these donors and donations, in order. */
    List<Event> about(List<String> ids) {
        return events.stream().filter(event -> ids.contains(event.id())).toList();
    }

    @Override
    public void close() {
        lines.hangUp();
        connection.cancel(true);
    }

    private static HttpRequest.Builder request(URI baseUri) {
        var credentials = (SavealifeIT.STAFF + ":" + SavealifeIT.STAFF).getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(baseUri.resolve("api/stream/events"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    /**
     * Reads the event stream format: a line {@code id: …}, a line {@code data: …}, a blank line; comments begin with a
     * colon.
     */
    private final class Lines implements Flow.Subscriber<String> {

        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        private String id = "";

        void hangUp() {
            var unused = subscription.thenAccept(Flow.Subscription::cancel);
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription.complete(begun);
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            }
            if (line.startsWith("data: ")) {
                events.add(new Event(id, json(line.substring("data: ".length()))));
            }
        }

        @Override
        public void onError(Throwable broken) {
            // Tests that wait for an event report what is missing
        }

        @Override
        public void onComplete() {
            // As above
        }

        private static JsonNode json(String text) {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("This event has no JSON: " + text, broken);
            }
        }
    }
}
