package org.savealife.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.SavealifeIT;

/** Strangers send bodies that are slow, large, or aimed at the server's temporary folder. */
class SlowBodiesIT extends SavealifeIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 220;

    private final List<Socket> sockets = new ArrayList<>();
    private final List<Socket> dripped = new ArrayList<>();
    private final ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void hangUp() throws IOException {
        dripping.shutdownNow();
        for (var socket : sockets) {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/donor/signup, application/json", "/index.xhtml, application/x-www-form-urlencoded"})
    void who_sends_bodies_byte_by_byte_on_220_connections_keeps_nobody_out(String path, String type)
            throws IOException {
        for (var connection = 0; connection < CONNECTIONS; connection++) {
            send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                    + "\r\nContent-Length: 60000\r\n\r\n{");
        }
        dripped.addAll(sockets);
        var unused = dripping.scheduleWithFixedDelay(this::drip, 2, 2, TimeUnit.SECONDS);

        given().get("health/live").then().statusCode(200);
        given().get("index.xhtml").then().statusCode(200);
        var statuses = new ArrayList<Integer>();
        for (var socket : sockets) {
            socket.setSoTimeout((int) SOON.toMillis());
            statuses.add(status(socket.getInputStream()));
        }
        assertThat(statuses).containsOnly(408, 429);
        assertThat(statuses.stream().filter(status -> status == 408)).hasSize(BodyFilter.OF_ONE);
    }

    /** Sends one more byte on each connection without a response. */
    private void drip() {
        dripped.removeIf(socket -> !drips(socket));
    }

    private static boolean drips(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return true;
        } catch (IOException answered) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.xhtml",
                "/login.xhtml",
                "/signup-form.xhtml",
                "/staff/index.xhtml",
                "/staff/donors-import.xhtml",
                "/staff/donor-edit.xhtml",
                "/index.xhtml;a=b",
                "/nowhere.xhtml"
            })
    void a_strangers_file_is_refused_before_it_is_kept(String path) throws IOException {
        var socket = send(multipart(path, "", 50_000_000));
        socket.getOutputStream().write(new byte[200_000]);

        assertThat(status(socket.getInputStream())).isBetween(300, 499);
        assertThat(parts()).isEmpty();
    }

    @Test
    void of_an_import_that_breaks_off_nothing_stays() throws IOException {
        var cookie = signedIn();
        var socket = send(
                multipart("/staff/donors-import.xhtml", "Cookie: " + cookie + "\r\nUser-Agent: test\r\n", 50_000_000));
        socket.getOutputStream().write(new byte[500_000]);
        await().atMost(SOON).until(() -> !parts().isEmpty());

        socket.close();

        await().atMost(SOON).until(() -> parts().isEmpty());
    }

    /** When a session ends, a parameter is requested. */
    @Test
    void a_cookie_of_another_browser_lets_no_file_in() throws IOException {
        var socket = send(multipart("/staff/donors-import.xhtml", "Cookie: " + signedIn() + "\r\n", 50_000_000));
        socket.getOutputStream().write(new byte[500_000]);

        assertThat(status(socket.getInputStream())).isBetween(300, 499);
        assertThat(parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%zz", "/a%2", "/%00", "/%c0%af"})
    void an_address_that_cannot_be_decoded_is_logged_at_most_once(String address) throws IOException {
        var log = Path.of(
                "target", "applications", "shared-" + ProcessHandle.current().pid(), "savealife.log");
        ask(address);
        var before = Files.size(log);

        for (var time = 0; time < 20; time++) {
            ask(address);
        }

        assertThat(Files.size(log) - before).isLessThan(20 * 200);
    }

    private void ask(String address) throws IOException {
        var socket = send("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .doesNotContain("HTTP/1.1 5");
    }

    @Test
    void a_form_of_2_megabytes_is_413() {
        given().contentType("application/x-www-form-urlencoded")
                .body("a=" + "x".repeat(2_000_000))
                .post("index.xhtml")
                .then()
                .statusCode(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "%f=1"})
    void a_form_that_cannot_be_decoded_is_400(String form) {
        given().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .body(form)
                .post("index.xhtml")
                .then()
                .statusCode(400);
    }

    /** A mail program may send the one click as a form of parts (RFC 8058, section 3.2). */
    @Test
    void where_no_page_reads_them_parts_are_a_body_like_any_other() {
        given().multiPart("List-Unsubscribe", "One-Click")
                .post("unsubscribe/unknown")
                .then()
                .statusCode(404);
        given().multiPart("first_name", "Ana")
                .accept(ContentType.JSON)
                .post("api/donor/signup")
                .then()
                .statusCode(415);
        assertThat(parts()).isEmpty();
    }

    private Socket send(String request) throws IOException {
        var socket = new Socket(baseUri.getHost(), baseUri.getPort());
        sockets.add(socket);
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String multipart(String path, String headers, int length) {
        return """
                POST %s HTTP/1.1
                Host: localhost
                %sContent-Type: multipart/form-data; boundary=b
                Content-Length: %d

                --b
                Content-Disposition: form-data; name="import:file"; filename="donors.csv"
                Content-Type: text/csv

                """.replace("\n", "\r\n").formatted(path, headers, length);
    }

    private static int status(InputStream answer) throws IOException {
        var line = new String(answer.readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(line).startsWith("HTTP/1.1 ");
        return Integer.parseInt(line.substring(9));
    }

    /** The cookie. */
    private static String signedIn() {
        var answer = given().redirects()
                .follow(false)
                .header("User-Agent", "test")
                .formParam("name", addStaffMember("staff"))
                .formParam("password", STAFF)
                .post("login.xhtml");
        return "JSESSIONID=" + answer.cookie("JSESSIONID");
    }

    private static List<Path> parts() {
        try (var files = Files.walk(Path.of("target", "applications"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("upload_"))
                    .filter(file ->
                            file.toString().contains(ProcessHandle.current().pid() + "/"))
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
