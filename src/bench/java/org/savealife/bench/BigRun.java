package org.savealife.bench;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.savealife.donor.store.MeasuredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.platform.dynamodb.TestTables;

/**
 * What a run over a whole country's donors costs: a worker whose heap is capped at 256 MB invites 10,000 and 1,000,000
 * donors. Shows the heap in use after a full collection at each tenth of the big run, and the read and write units
 * that each run was charged for each donor. DynamoDB Local is in memory, the relay is Postfix's smtp-sink, each a
 * process of its own.
 */
final class BigRun {

    private static final int FEW = 10_000;
    private static final int MANY = Integer.getInteger("savealife.bench.donors", 1_000_000);
    private static final int TENTHS = 10;
    private static final List<String> WORKER = List.of("-Xmx256m", "-XX:TieredStopAtLevel=4");
    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern METRIC =
            Pattern.compile("(?m)^dynamodb_consumed_units_total\\{.*kind=\"(read|write)\".*\\} (\\S+)$");

    private BigRun() {}

    /** Rows of a table of figures and values. */
    static List<String> rows() throws IOException, InterruptedException {
        if (!SmtpSink.isInstalled()) {
            return List.of("| a run of " + MANY + " donors | not measured: Postfix's smtp-sink is not installed |");
        }
        var rows = new ArrayList<String>();
        try (var database = DatabaseProcess.start();
                var sink = SmtpSink.start();
                var application = ApplicationProcess.start(
                                "bench-big",
                                Map.of(
                                        "savealife.dynamodb.endpoint",
                                                database.endpoint().toString(),
                                        "savealife.mail.smtp.host", "127.0.0.1",
                                        "savealife.mail.smtp.port", Integer.toString(sink.port())),
                                WORKER)
                        .awaitReady();
                var tables = new TestTables(database.endpoint())) {
            var donors = new MeasuredDonors(tables);
            donors.store("Haarlem", FEW);
            donors.store("Nederland", MANY);
            var few = run(application, "Haarlem", FEW);
            rows.add(few.row(FEW));
            var many = run(application, "Nederland", MANY);
            rows.add(many.row(MANY));
            rows.add(String.format(
                    Locale.ROOT,
                    "| heap in use, capped at 256 MB, at 10 %%, 20 %% … 90 %% of the big run | %s MB |",
                    many.heap().stream().map(kilobytes -> kilobytes >> 10).toList()));
        }
        return rows;
    }

    /** What a run came to; heap in KB, after each tenth but the last. */
    private record Cost(double seconds, double reads, double writes, List<Long> heap) {

        String row(int donors) {
            return String.format(
                    Locale.ROOT,
                    "| a run of %,d donors | %.0f donors/s; a donor takes %.4f read units and %.4f write units |",
                    donors,
                    donors / seconds,
                    reads / donors,
                    writes / donors);
        }
    }

    private static Cost run(ApplicationProcess application, String city, int donors) throws IOException {
        var reads = consumed(application, "read");
        var writes = consumed(application, "write");
        var started = System.nanoTime();
        var donation = staff(application)
                .body(Map.of("city", city, "address", "Main street", "datetime", "2031-04-06T12:00:00"))
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");
        var heap = new ArrayList<Long>();
        for (var tenths = 1; tenths < TENTHS; tenths++) {
            awaitSent(application, donation, donors / TENTHS * tenths);
            heap.add(usedHeap(application));
        }
        awaitSent(application, donation, donors);
        return new Cost(
                (System.nanoTime() - started) / 1e9,
                consumed(application, "read") - reads,
                consumed(application, "write") - writes,
                heap);
    }

    private static void awaitSent(ApplicationProcess application, String donation, int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> staff(application)
                                .get("api/donation/" + donation + "/invitations")
                                .then()
                                .statusCode(200)
                                .extract()
                                .<Integer>path("counts.sent")
                        >= count);
    }

    /** In KB, after a full collection. */
    private static long usedHeap(ApplicationProcess application) throws IOException {
        jcmd(application, "GC.run");
        var used = USED.matcher(jcmd(application, "GC.heap_info"));
        var sum = 0L;
        while (used.find()) {
            sum += Long.parseLong(used.group(1));
        }
        return sum;
    }

    private static String jcmd(ApplicationProcess application, String command) throws IOException {
        var process = new ProcessBuilder("jcmd", Long.toString(application.pid()), command)
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.replaceAll("(?m)^\\s*(Metaspace|class space).*$", "");
    }

    private static double consumed(ApplicationProcess application, String kind) {
        var metrics = given().baseUri(application.baseUri().toString())
                .get("metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return METRIC.matcher(metrics)
                .results()
                .filter(result -> result.group(1).equals(kind))
                .mapToDouble(result -> Double.parseDouble(result.group(2)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/metrics does not tell what was consumed"));
    }

    private static RequestSpecification staff(ApplicationProcess application) {
        return given().baseUri(application.baseUri().toString())
                .auth()
                .preemptive()
                .basic("admin", "admin")
                .contentType(ContentType.JSON);
    }
}
