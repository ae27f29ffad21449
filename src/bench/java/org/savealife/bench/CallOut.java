package org.savealife.bench;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.savealife.dev.Mailbox;
import org.savealife.dev.ReceivedMail;
import org.savealife.fixture.ApplicationProcess;

/**
 * What a newcomer's machine gives: start-up to ready, time from the 201 of an announcement to its message in the
 * mailbox over 200 donations of one donor each, memory. Application and DynamoDB Local (its files on disk) run in one
 * process as with {@code mvn -Prun}; the mailbox runs in this one.
 */
final class CallOut {

    private static final int WARM_UP = 20;
    private static final int DONATIONS = 200;

    private CallOut() {}

    /** Rows of a table of figures and values. */
    static List<String> rows() throws IOException {
        delete(Path.of("target", "applications", "bench"));
        try (var mailbox = Mailbox.start(Mailbox.ANY_PORT, Mailbox.ANY_PORT)) {
            var started = System.nanoTime();
            try (var application = ApplicationProcess.start(
                            "bench",
                            Map.of(
                                    "savealife.dynamodb-port", "18000",
                                    "savealife.mail.smtp.host", "127.0.0.1",
                                    "savealife.mail.smtp.port", Integer.toString(mailbox.smtpPort()),
                                    "savealife.signup.rate", "1000000"))
                    .awaitReady()) {
                var ready = Duration.ofNanos(System.nanoTime() - started);
                var memoryAtRest = residentMegabytes(application);
                measure(application, mailbox, WARM_UP);
                var latencies = measure(application, mailbox, DONATIONS);
                return List.of(
                        row("start of the process to ready", Math.round(ready.toMillis() / 100.0) / 10.0 + " s"),
                        row(
                                "201 to the message in the mailbox, p50 of " + DONATIONS + " donations",
                                percentile(latencies, 50) + " ms"),
                        row("the same, p99", percentile(latencies, 99) + " ms"),
                        row("memory (resident) when ready, with DynamoDB Local", memoryAtRest + " MB"),
                        row("the same, after the donations", residentMegabytes(application) + " MB"));
            }
        }
    }

    private static String row(String figure, String value) {
        return "| " + figure + " | " + value + " |";
    }

    /** Milliseconds from the answer to the arrival, one for each donation. */
    private static List<Long> measure(ApplicationProcess application, Mailbox mailbox, int donations) {
        var latencies = new ArrayList<Long>();
        for (var number = 0; number < donations; number++) {
            var city = "City " + donations + " " + number;
            var address = "donor-" + donations + "-" + number + "@example.org";
            call(
                    anybody(application),
                    202,
                    "api/donor/signup",
                    Map.of("first_name", "Zoë", "email", address, "city", city));
            call(
                    anybody(application).auth().preemptive().basic("admin", "admin"),
                    201,
                    "api/donation/create",
                    Map.of("city", city, "address", "Main street", "datetime", "2031-04-06T12:00:00"));
            var answered = Instant.now();
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> mailbox.count() > 0);
            latencies.add(Duration.between(
                            answered,
                            mailbox.mails().stream()
                                    .map(ReceivedMail::at)
                                    .findFirst()
                                    .orElseThrow())
                    .toMillis());
            mailbox.clear();
        }
        return latencies;
    }

    private static void call(RequestSpecification caller, int status, String path, Map<String, String> body) {
        caller.contentType(ContentType.JSON).body(body).post(path).then().statusCode(status);
    }

    private static RequestSpecification anybody(ApplicationProcess application) {
        return given().baseUri(application.baseUri().toString());
    }

    private static long percentile(List<Long> values, int percent) {
        var sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    /** The figures are for an empty database. */
    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    /** VmRSS of proc(5), so for Linux. */
    private static long residentMegabytes(ApplicationProcess application) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + application.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
