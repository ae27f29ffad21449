package org.savealife.mail.ses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.savealife.fixture.SesStandIn;

/**
 * Amazon SES (API v2), as strict as the real one where other replacements are not: it accepts at most 50 entries in a
 * call, only signed requests, at most the set number of messages a second, and simple substitutions only. It fails in
 * the ways of {@link Answer}. Listens on loopback, on a free port.
 */
public final class StrictSes implements SesStandIn {

    /** An unusual response to a call. */
    interface Answer {
        void give(StrictSes ses, HttpExchange exchange, JsonNode request) throws IOException;
    }

    /** A mail as its recipient gets it. */
    public record Mail(
            String to,
            String from,
            String subject,
            String text,
            String html,
            Map<String, String> headers,
            String calendar) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\{)\\{\\{([a-zA-Z0-9_]+)}}(?!})");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Map<String, String> statuses = new HashMap<>();
    private final List<JsonNode> calls = new ArrayList<>();
    private final List<Mail> mails = new ArrayList<>();
    private final Deque<Long> taken = new ArrayDeque<>();
    private String refusedAddress = "";
    private String account = account(1_000, 50_000, 0);
    private int perSecond = Integer.MAX_VALUE;
    private int throttlings;
    private boolean silent;

    public StrictSes() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v2/email/outbound-bulk-emails", this::sendBulkEmail);
        server.createContext("/v2/email/account", exchange -> reply(exchange, 200, account));
        server.start();
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An error for the whole call. */
    static Answer error(int status, String type, String message) {
        return (ses, exchange, request) -> {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", type);
            ses.reply(exchange, status, JSON.writeValueAsString(Map.of("message", message)));
        };
    }

    /** Accepts the messages, and closes the connection in the middle of the response. */
    static Answer brokenOff() {
        return (ses, exchange, request) -> {
            ses.take(request);
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"BulkEmail".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Accepts the messages, and does not respond. */
    static Answer silence() {
        return (ses, exchange, request) -> {
            ses.take(request);
            ses.awaitClose();
        };
    }

    /** Accepts the messages of every call from now on, and does not respond. */
    public synchronized void fallSilent() {
        silent = true;
    }

    synchronized void answerNext(Answer... next) {
        answers.addAll(List.of(next));
    }

    /** Sets the status of the entry for an address, if not SUCCESS. */
    synchronized void answerFor(String address, String status) {
        statuses.put(address, status);
    }

    /** Refuses every call with this address. */
    synchronized void refuse(String address) {
        refusedAddress = address;
    }

    synchronized void takeAtMost(int messagesPerSecond) {
        perSecond = messagesPerSecond;
    }

    synchronized void tellQuota(double maxSendRate, double max24HourSend, double sentLast24Hours) {
        account = account(maxSendRate, max24HourSend, sentLast24Hours);
    }

    synchronized List<JsonNode> calls() {
        return List.copyOf(calls);
    }

    @Override
    public synchronized List<Mail> mails() {
        return List.copyOf(mails);
    }

    synchronized int throttlings() {
        return throttlings;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void awaitClose() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String account(double maxSendRate, double max24HourSend, double sentLast24Hours) {
        return """
                {"SendingEnabled": true, "SendQuota": {"MaxSendRate": %s, "Max24HourSend": %s, "SentLast24Hours": %s}}
                """.formatted(maxSendRate, max24HourSend, sentLast24Hours);
    }

    private void sendBulkEmail(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String signature = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!signature.startsWith("AWS4-HMAC-SHA256 ")) {
            error(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
                    .give(this, exchange, request);
            return;
        }
        answerTo(request).give(this, exchange, request);
    }

    private synchronized Answer answerTo(JsonNode request) {
        calls.add(request);
        if (!answers.isEmpty()) {
            return answers.removeFirst();
        }
        if (silent) {
            return silence();
        }
        int entries = request.path("BulkEmailEntries").size();
        if (entries < 1 || entries > 50) {
            return error(400, "BadRequestException", "Between 1 and 50 entries, not " + entries);
        }
        if (!refusedAddress.isEmpty() && request.toString().contains(refusedAddress)) {
            return error(400, "BadRequestException", "Illegal address " + refusedAddress);
        }
        if (!takesNow(entries)) {
            throttlings++;
            return error(429, "TooManyRequestsException", "Maximum sending rate exceeded.");
        }
        return (ses, exchange, taken) -> ses.reply(exchange, 200, ses.take(taken));
    }

    private boolean takesNow(int entries) {
        long now = System.nanoTime();
        while (!taken.isEmpty() && now - taken.peekFirst() > SECOND) {
            taken.removeFirst();
        }
        if (taken.size() + entries > perSecond) {
            return false;
        }
        for (int i = 0; i < entries; i++) {
            taken.addLast(now);
        }
        return true;
    }

    private synchronized String take(JsonNode request) throws IOException {
        var results = JSON.createArrayNode();
        for (JsonNode entry : request.path("BulkEmailEntries")) {
            Mail mail = mail(request, entry);
            String status = statuses.getOrDefault(mail.to(), "SUCCESS");
            if (status.equals("SUCCESS")) {
                mails.add(mail);
                results.addObject().put("Status", status).put("MessageId", "ses-" + mails.size());
            } else {
                results.addObject().put("Status", status).put("Error", "Something about " + mail.to());
            }
        }
        return JSON.createObjectNode().set("BulkEmailEntryResults", results).toString();
    }

    private static Mail mail(JsonNode request, JsonNode entry) throws IOException {
        JsonNode to = entry.path("Destination");
        if (to.size() != 1 || to.path("ToAddresses").size() != 1) {
            throw new IOException("Not one recipient alone: " + to);
        }
        JsonNode template = request.path("DefaultContent").path("Template");
        JsonNode data = JSON.readTree(entry.path("ReplacementEmailContent")
                .path("ReplacementTemplate")
                .path("ReplacementTemplateData")
                .asText());
        var headers = new LinkedHashMap<String, String>();
        entry.path("ReplacementHeaders")
                .forEach(header -> headers.put(
                        header.path("Name").asText(), header.path("Value").asText()));
        return new Mail(
                to.path("ToAddresses").path(0).asText(),
                request.path("FromEmailAddress").asText(),
                filled(template.path("TemplateContent").path("Subject").asText(), data),
                filled(template.path("TemplateContent").path("Text").asText(), data),
                filled(template.path("TemplateContent").path("Html").asText(), data),
                headers,
                new String(
                        Base64.getDecoder()
                                .decode(template.path("Attachments")
                                        .path(0)
                                        .path("RawContent")
                                        .asText()),
                        StandardCharsets.UTF_8));
    }

    private static String filled(String source, JsonNode data) {
        return VARIABLE.matcher(source)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        data.required(variable.group(1)).asText()));
    }

    private void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
