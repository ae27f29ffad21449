package org.savealife.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonLogTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Logger log = Logger.getAnonymousLogger();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void install() {
        log.setUseParentHandlers(false);
        log.setLevel(Level.ALL);
        log.addHandler(new ConsoleHandler());
        JsonLog.install(log, output);
    }

    @AfterEach
    void clear() {
        LogContext.REQUEST.clear();
        LogContext.RUN.clear();
    }

    @Test
    void each_record_is_one_json_object_in_one_line() {
        log.log(Level.INFO, "Run {0} begins:\n\"some\" donors in {1}", new Object[] {"4711", "Zoë\u2028land"});
        log.warning("second");

        assertThat(lines()).hasSize(2);
        var line = lines().get(0);
        assertThat(Instant.parse(line.get("time").asText())).isNotNull();
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("message").asText()).isEqualTo("Run 4711 begins:\n\"some\" donors in Zoë\u2028land");
        assertThat(line.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(line.has("logger")).isTrue();
        assertThat(line.has("request_id") || line.has("run_id") || line.has("exception"))
                .isFalse();
    }

    @Test
    void levels_have_the_names_that_people_search_for() {
        for (var level : List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINEST)) {
            log.log(level, "said");
        }

        assertThat(lines())
                .extracting(line -> line.get("level").asText())
                .containsExactly("ERROR", "WARNING", "INFO", "INFO", "DEBUG", "TRACE");
    }

    @Test
    void a_line_tells_the_request_and_the_run_that_its_thread_works_for() {
        LogContext.REQUEST.set("from-the-proxy");
        LogContext.RUN.set("9011b609");
        log.info("within");
        LogContext.REQUEST.clear();
        log.info("run only");
        LogContext.RUN.clear();
        log.info("neither");

        assertThat(lines().get(0).get("request_id").asText()).isEqualTo("from-the-proxy");
        assertThat(lines().get(0).get("run_id").asText()).isEqualTo("9011b609");
        assertThat(lines().get(1).has("request_id")).isFalse();
        assertThat(lines().get(1).get("run_id").asText()).isEqualTo("9011b609");
        assertThat(lines().get(2).has("run_id")).isFalse();
    }

    @Test
    void an_exception_comes_with_its_trace_and_its_causes() {
        log.log(Level.SEVERE, "broken", new IllegalStateException("outside", new IllegalArgumentException("inside")));

        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line.get("exception").asText())
                        .startsWith("java.lang.IllegalStateException: outside")
                        .contains("Caused by: java.lang.IllegalArgumentException: inside")
                        .contains("JsonLogTest"));
    }

    @Test
    void the_console_says_nothing_besides() {
        assertThat(log.getHandlers()).singleElement().isInstanceOf(JsonLog.class);
    }

    @Test
    void installed_again_it_writes_each_line_once() {
        JsonLog.install(log, output);
        log.info("once");

        assertThat(lines()).hasSize(1);
    }

    /** As the log manager does when it resets. */
    @Test
    void it_stays_where_all_handlers_are_taken_off_and_closed() {
        for (var handler : log.getHandlers()) {
            log.removeHandler(handler);
            handler.close();
        }
        log.info("last words");

        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line.get("message").asText()).isEqualTo("last words"));
    }

    @Test
    void what_is_said_while_the_process_ends_is_json_too() throws IOException, InterruptedException {
        var ending = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName())
                .redirectErrorStream(true)
                .start();
        var said = new String(ending.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(ending.waitFor()).isZero();
        assertThat(said)
                .extracting(line -> parse(line).get("message").asText())
                .containsExactly("running", "last words");
    }

    /** A process that still logs when the log manager has removed its handlers. */
    static final class Ending {

        private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

        private Ending() {}

        public static void main(String[] arguments) {
            JsonLog.install(LogSettings.Format.JSON);
            var log = Logger.getLogger(Ending.class.getName());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                var deadline = System.nanoTime() + PATIENCE_NANOS;
                while (!isReset() && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(1_000_000);
                }
                log.info("last words");
            }));
            log.info("running");
        }

        /** Whether the thread that does it has finished. */
        private static boolean isReset() {
            return LogManager.getLogManager().getProperty("handlers") == null
                    && Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getClass().getName().startsWith(LogManager.class.getName()));
        }
    }

    private List<JsonNode> lines() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonLogTest::parse)
                .toList();
    }

    /** A line of the log. */
    static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException noJson) {
            throw new AssertionError("No JSON: " + line, noJson);
        }
    }
}
