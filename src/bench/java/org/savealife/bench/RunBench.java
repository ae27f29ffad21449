package org.savealife.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.savealife.invitation.worker.MeasuredRun;
import org.savealife.mail.smtp.MeasuredTransport;

/**
 * How fast a whole run is (query, match, render, send, ledger), next to its two neighbours alone: reading the same
 * donors from the same DynamoDB Local, and the SMTP transport. Each in turn, several times, medians compared. Database
 * and relay (Postfix's smtp-sink) are processes of their own, and warm.
 */
final class RunBench {

    private static final String CITY = "Haarlem";
    private static final int DONORS = 50_000;
    private static final int REPETITIONS = 5;

    /** Runs before anything is measured: so many it takes until DynamoDB Local's own code is compiled. */
    private static final int WARM_UPS = 10;

    private static final int QUARTERS = 4;
    private static final int STEP = 500;
    private static final int CONNECTIONS = Integer.getInteger("savealife.bench.connections", 4);

    private RunBench() {}

    /** Rows of a table of figures and values. */
    static List<String> rows() throws IOException, InterruptedException {
        if (!SmtpSink.isInstalled()) {
            return List.of("| a whole run | not measured: Postfix's smtp-sink is not installed |");
        }
        var readers = Executors.newFixedThreadPool(QUARTERS);
        try (var database = DatabaseProcess.start();
                var sink = SmtpSink.start();
                var transport = new MeasuredTransport(sink.port(), CONNECTIONS, 0);
                var run = new MeasuredRun(database.endpoint(), transport.transport())) {
            run.donors().store(CITY, DONORS);
            var read = new ArrayList<Double>();
            var sent = new ArrayList<Double>();
            var invited = new ArrayList<Double>();
            for (var warmUp = 0; warmUp < WARM_UPS; warmUp++) {
                var unused = run.run(CITY);
            }
            for (var repetition = 0; repetition <= REPETITIONS; repetition++) {
                read.add(perSecond(() -> read(readers, run)));
                sent.add(perSecond(() -> run.send(CITY, DONORS)));
                invited.add(perSecond(() -> run.run(CITY)));
            }
            return List.of(
                    row("reading donors alone", SmtpBench.median(read)),
                    row("sending the same invitations alone", SmtpBench.median(sent)),
                    row("a whole run", SmtpBench.median(invited)),
                    String.format(
                            Locale.ROOT,
                            "| a whole run, of the slower of the two | %.2f |",
                            SmtpBench.median(invited) / Math.min(SmtpBench.median(read), SmtpBench.median(sent))));
        } finally {
            readers.shutdownNow();
        }
    }

    private static String row(String what, double perSecond) {
        return String.format(Locale.ROOT, "| %s, %d donors | %.0f donors/s |", what, DONORS, perSecond);
    }

    private static double perSecond(LongSupplier work) {
        var start = System.nanoTime();
        var done = work.getAsLong();
        if (done != DONORS) {
            throw new IllegalStateException(done + " of " + DONORS + " donors were served");
        }
        return done * 1e9 / (System.nanoTime() - start);
    }

    private static long read(ExecutorService readers, MeasuredRun run) {
        var quarters = new ArrayList<Callable<Long>>();
        for (var quarter = 0; quarter < QUARTERS; quarter++) {
            var number = quarter;
            quarters.add(() -> run.donors().readQuarter(CITY, number, STEP));
        }
        try {
            var sum = 0L;
            for (Future<Long> quarter : readers.invokeAll(quarters)) {
                sum += quarter.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
