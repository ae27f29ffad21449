package org.savealife.platform.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.SavealifeIT;

/** When a process answers at its port. */
class PublicPortIT extends SavealifeIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    /**
     * At first nobody answers, then the application, and never the server in its place. After SIGTERM, the process
     * reports at once that it is not ready, and serves everything while it drains. Then requests in progress complete,
     * and later ones find nobody.
     */
    @Test
    void nobody_gets_an_answer_that_is_not_ours_from_the_start_to_the_end() throws IOException {
        var settings = surroundings();
        settings.put("savealife.role", "web");
        settings.put("savealife.drain-seconds", "3");
        try (var process = ApplicationProcess.start("port-" + UUID.randomUUID(), settings)) {
            var base = process.baseUri().toString();
            var statuses = new ArrayList<Integer>();
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
                statuses.add(status(process));
                return statuses.get(statuses.size() - 1) != 0;
            });
            assertThat(statuses.get(statuses.size() - 1)).isEqualTo(200);
            process.awaitReady();
            var slow = new Socket(process.baseUri().getHost(), process.baseUri().getPort());
            slow.getOutputStream()
                    .write(("POST /api/nowhere HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 2\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));

            process.tellToEnd();

            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(
                            () -> given().get(base + "health/ready").then().statusCode(503));
            given().get(base + "login.xhtml").then().statusCode(200).header("Connection", "close");
            given().get(base + "api/nowhere").then().statusCode(404);
            var last = new ArrayList<Integer>();
            await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> {
                last.add(status(process));
                return last.get(last.size() - 1) == 0;
            });
            assertThat(last).containsOnly(200, 0);
            slow.getOutputStream().write('}');
            assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 404");
            assertThat(process.awaitExit()).isEqualTo(143);
        }
    }

    /** The status of the first page; 0 if the connection is refused. */
    private static int status(ApplicationProcess process) {
        try (var socket =
                new Socket(process.baseUri().getHost(), process.baseUri().getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(line.substring(9));
        } catch (ConnectException nobody) {
            return 0;
        } catch (IOException broken) {
            throw new AssertionError("The connection was taken and not served.", broken);
        }
    }
}
