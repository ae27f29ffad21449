package org.savealife.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.Depth;
import org.savealife.fixture.SavealifeIT;

/**
 * Requests of strangers to pages and forms: other methods, types, parts, view states and characters than any browser
 * sends. Nothing breaks, no file stays, and the log hardly grows. {@link FuzzIT} does the same with the API.
 */
class StrangersFuzzIT extends SavealifeIT {

    private static final int REQUESTS = Integer.getInteger("savealife.fuzz.requests", Depth.of(750, 3_000));
    private static final long SEED = Depth.seed("savealife.fuzz.seed");

    /** Log for each request. */
    private static final int BYTES_OF_LOG = 200;

    private static final List<String> PATHS = List.of(
            "/",
            "/index.xhtml",
            "/login.xhtml",
            "/privacy.xhtml",
            "/signup-form.xhtml",
            "/signed-up.xhtml",
            "/signed-up.xhtml?city=%EF%B7%BA%CC%81%00",
            "/donation.ics?id=none&language=zz",
            "/signup.js",
            "/resources/css/base.css",
            "/jakarta.faces.resource/jquery/jquery.js.xhtml?ln=primefaces",
            "/unsubscribe/none",
            "/r/none",
            "/r/none?at=%zz",
            "/error",
            "/nowhere",
            "/nowhere.xhtml",
            "/WEB-INF/web.xml",
            "/staff/index.xhtml",
            "/staff/donors-import.xhtml",
            "/staff/donors.csv",
            "/%",
            "/%zz",
            "/%00",
            "/%c0%ae%c0%ae/",
            "/index.xhtml;jsessionid=x",
            "/index.xhtml/..;/staff/index.xhtml",
            "//index.xhtml",
            "/index.xhtml?a=%zz&jakarta.faces.ViewState=stateless");

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");

    private static final List<String> TYPES = List.of(
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=none-such",
            "application/x-www-form-urlencoded; charset=UTF-16",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "multipart/mixed; boundary=\"",
            "application/json",
            "text/plain",
            ";;;",
            "");

    private static final List<String> FIELDS = List.of(
            "first_name",
            "email",
            "city",
            "type",
            "consent",
            "language",
            "name",
            "password",
            "next",
            "q",
            "List-Unsubscribe",
            "jakarta.faces.ViewState",
            "jakarta.faces.partial.ajax",
            "jakarta.faces.source",
            "jakarta.faces.behavior.event",
            "jakarta.faces.partial.execute",
            "signup",
            "omnifaces.event",
            "cid");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "stateless",
            "1:1",
            "-9223372036854775808:0",
            "\u0000",
            "\u0301",
            "\uFDFA".repeat(80),
            "\uD83E",
            "\u3164",
            "\uFEFF",
            "Z\u0351\u036b\u0343",
            "a".repeat(20_000),
            "\r\nSet-Cookie: a=b",
            "<script>alert(1)</script>",
            "#{facesContext}",
            "../../etc/passwd",
            "Ana",
            "ana@example.org",
            "Haarlem",
            "O+",
            "@all",
            "unload",
            "true");

    private final Random random = new Random(SEED);

    @Test
    void whatever_strangers_send_nothing_breaks_stays_or_fills_the_log() throws IOException {
        var folder = Path.of(
                "target", "applications", "shared-" + ProcessHandle.current().pid());
        var log = folder.resolve("savealife.log");
        var files = files(folder.resolve("tmp"));
        var logged = Files.size(log);
        var statuses = new TreeMap<Integer, Integer>();
        var broken = new ArrayList<String>();

        for (var number = 0; number < REQUESTS; number++) {
            var request = request();
            var status = status(request);
            statuses.merge(status, 1, Integer::sum);
            if (status >= 500) {
                broken.add(status + " to "
                        + new String(request, ISO_8859_1).lines().limit(12).toList());
            }
        }

        System.out.println("Strangers: " + REQUESTS + " requests, answers " + statuses + ", "
                + (Files.size(log) - logged) + " bytes of log, -Dsavealife.fuzz.seed=" + SEED);
        assertThat(broken).as("seed " + SEED).isEmpty();
        assertThat(files(folder.resolve("tmp"))).containsOnlyKeys(files.keySet());
        assertThat(Files.size(log) - logged).isLessThan((long) REQUESTS * BYTES_OF_LOG);
        assertThat(statuses.keySet()).contains(200, 400, 404);
    }

    private byte[] request() {
        var method = oneOf(METHODS);
        var type = oneOf(TYPES);
        var body = body(type);
        var head = new StringBuilder(
                method + " " + oneOf(PATHS) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (!type.isEmpty()) {
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        if (oneIn(4)) {
            head.append("Faces-Request: partial/ajax\r\n");
        }
        if (oneIn(6)) {
            head.append("Cookie: JSESSIONID=")
                    .append(oneOf(List.of("x", "", "a.b", "0".repeat(200))))
                    .append("\r\n");
        }
        if (oneIn(6)) {
            head.append("Accept-Language: ")
                    .append(oneOf(List.of("*", "nl;q=9", "-", "xx-YY-ZZ")))
                    .append("\r\n");
        }
        if (oneIn(8)) {
            head.append("Accept: ")
                    .append(oneOf(List.of("text/event-stream", ";;;", "*/*")))
                    .append("\r\n");
        }
        var whole = new ByteArrayOutputStream();
        if (oneIn(10)) {
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            whole.writeBytes(head.toString().getBytes(ISO_8859_1));
            whole.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1));
            whole.writeBytes(body);
            whole.writeBytes((body.length == 0 ? "\r\n" : "\r\n0\r\n\r\n").getBytes(ISO_8859_1));
        } else {
            head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
            whole.writeBytes(head.toString().getBytes(ISO_8859_1));
            whole.writeBytes(body);
        }
        return whole.toByteArray();
    }

    private byte[] body(String type) {
        if (oneIn(5)) {
            return new byte[0];
        }
        if (oneIn(8)) {
            var noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            return noise;
        }
        if (oneIn(40)) {
            return "a=".concat("x".repeat(2_000_000)).getBytes(UTF_8);
        }
        var fields = new TreeMap<String, String>();
        for (var count = random.nextInt(6); count >= 0; count--) {
            fields.put(oneOf(FIELDS), oneOf(VALUES));
        }
        return type.startsWith("multipart") ? parts(fields) : form(fields);
    }

    private static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    /** Multipart bodies, some without an end, some with a file. */
    private byte[] parts(Map<String, String> fields) {
        var parts = new StringBuilder();
        fields.forEach((name, value) -> parts.append("--b\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append(oneIn(3) ? "\"; filename=\"a.csv" : "")
                .append("\"\r\n\r\n")
                .append(oneIn(4) ? "x".repeat(150_000) : value)
                .append("\r\n"));
        return parts.append(oneIn(3) ? "" : "--b--\r\n").toString().getBytes(UTF_8);
    }

    /** The status; 0 if the server closes the connection, as it may if it cannot read the request. */
    private int status(byte[] request) throws IOException {
        try (var socket = new Socket(baseUri.getHost(), baseUri.getPort())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(request);
            } catch (SocketException answeredAlready) {
                assertThat(request.length).isGreaterThan(BodyFilter.BYTES);
            }
            var line = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
            return line.startsWith("HTTP/1.1 ") ? Integer.parseInt(line.substring(9)) : 0;
        } catch (SocketException hungUp) {
            return 0;
        }
    }

    private static Map<String, Long> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            Path::toString, file -> file.toFile().length()));
        }
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T oneOf(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }
}
