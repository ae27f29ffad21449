package org.savealife.bench;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Mailbox;
import org.savealife.fixture.ReceivedMail;

/**
 * What a newcomer's machine gives: start-up to ready, time from the 201 of an announcement to its message in the mailbox
 * over 200 donations of one donor each, memory. Application and DynamoDB Local (its files on disk) run in one process as
 * with {@code mvn -Prun}; the mailbox runs in this one.
 */
public final class CallOut {

    private static final PrintStream OUT = System.out;
    private static final int WARM_UP = 20;
    private static final int DONATIONS = 200;

    private CallOut() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of("target", "applications", "bench", "dynamodb");
        if (Files.exists(folder)) {
            throw new IllegalStateException("Delete " + folder + " first: the figures are for an empty database.");
        }
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
                OUT.println("| figure | value |");
                OUT.println("| --- | --- |");
                OUT.println(
                        "| start of the process to ready | " + Math.round(ready.toMillis() / 100.0) / 10.0 + " s |");
                OUT.println("| 201 to the message in the mailbox, p50 of " + DONATIONS + " donations | "
                        + percentile(latencies, 50) + " ms |");
                OUT.println("| the same, p99 | " + percentile(latencies, 99) + " ms |");
                OUT.println("| memory (resident) when ready, with DynamoDB Local | " + memoryAtRest + " MB |");
                OUT.println("| the same, after the donations | " + residentMegabytes(application) + " MB |");
            }
        }
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

    /** VmRSS of proc(5), so for Linux. */
    private static long residentMegabytes(ApplicationProcess application) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + application.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
