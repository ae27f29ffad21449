package org.savealife.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.savealife.mail.message.Message;
import org.savealife.mail.smtp.MeasuredTransport;

/**
 * How fast the SMTP transport alone is, next to a raw sender that spends one round trip a message and to nodemailer's
 * pool: each in turn, several times, medians compared. The relay is Postfix's smtp-sink, near and 10 ms away. Also how
 * near to its rate limit it stays.
 */
final class SmtpBench {

    private static final int PAGE = 100;
    private static final int REPETITIONS = 5;
    private static final Duration ONE_WAY = Duration.ofMillis(5);
    private static final Duration RATED = Duration.ofSeconds(10);

    /** Messages for one measurement, some seconds of work each. */
    private record Load(int ours, int nodemailer) {}

    private static final Load NEAR = new Load(40_000, 2_000);
    private static final Load FAR = new Load(2_000, 600);

    private SmtpBench() {}

    /** Rows of a table of figures and values. */
    static List<String> rows() throws IOException, InterruptedException {
        if (!SmtpSink.isInstalled()) {
            return List.of("| SMTP transport | not measured: Postfix's smtp-sink is not installed |");
        }
        var rows = new ArrayList<String>();
        try (var sink = SmtpSink.start();
                var far = DelayingProxy.start(sink.port(), ONE_WAY)) {
            for (var connections : List.of(4, 8)) {
                rows.add(row("on loopback", connections, measure(sink.port(), connections, NEAR)));
                rows.add(row("10 ms away", connections, measure(far.port(), connections, FAR)));
            }
            for (var perSecond : List.of(5, 2000)) {
                rows.add(rated(sink.port(), perSecond));
            }
        }
        return rows;
    }

    /** Messages a second, medians. */
    private record Speeds(double ours, double raw, Optional<Double> nodemailer) {}

    private static Speeds measure(int port, int connections, Load load) throws IOException, InterruptedException {
        var page = MeasuredTransport.page(PAGE);
        var ours = new ArrayList<Double>();
        var reference = new ArrayList<Double>();
        var other = new ArrayList<Double>();
        try (var transport = new MeasuredTransport(port, connections, 0);
                var raw = new RawSender(
                        port, connections, page.stream().map(transport::render).toList());
                var nodemailer = new Nodemailer(port, connections)) {
            for (var repetition = 0; repetition <= REPETITIONS; repetition++) {
                ours.add(load.ours() / seconds(() -> send(transport, page, load.ours())));
                reference.add(load.ours() / seconds(() -> raw.send(load.ours() / connections)));
                nodemailer.send(load.nodemailer()).ifPresent(seconds -> other.add(load.nodemailer() / seconds));
            }
        }
        return new Speeds(
                median(ours), median(reference), other.isEmpty() ? Optional.empty() : Optional.of(median(other)));
    }

    private static void send(MeasuredTransport transport, List<Message> page, int count) {
        for (var sent = 0; sent < count; sent += page.size()) {
            if (transport.send(page, () -> true) != page.size()) {
                throw new IllegalStateException("smtp-sink did not take a whole page");
            }
        }
    }

    private static String rated(int port, int perSecond) {
        try (var transport = new MeasuredTransport(port, 4, perSecond)) {
            var page = MeasuredTransport.page(PAGE);
            var start = System.nanoTime();
            var sent = 0L;
            while (System.nanoTime() - start < RATED.toNanos()) {
                sent += transport.send(page, () -> System.nanoTime() - start < RATED.toNanos());
            }
            return String.format(
                    Locale.ROOT,
                    "| SMTP limited to %d messages/s, over 10 s | %.1f messages/s |",
                    perSecond,
                    sent * 1.0 / RATED.toSeconds());
        }
    }

    private static String row(String where, int connections, Speeds speeds) {
        return String.format(
                        Locale.ROOT,
                        "| SMTP, relay %s, %d connections | %.0f messages/s: %.2f of a raw sender's %.0f, ",
                        where,
                        connections,
                        speeds.ours(),
                        speeds.ours() / speeds.raw(),
                        speeds.raw())
                + speeds.nodemailer()
                        .map(other -> String.format(
                                Locale.ROOT, "%.1f times nodemailer's %.0f |", speeds.ours() / other, other))
                        .orElse("nodemailer not measured: no npm |");
    }

    private static double seconds(Runnable work) {
        var start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Without the first, which warms up. */
    static double median(List<Double> values) {
        var sorted = values.subList(1, values.size()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
