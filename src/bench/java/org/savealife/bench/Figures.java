package org.savealife.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/**
 * Prints the figures of docs/benchmarks.md as one table; with arguments, only those named: call-out, smtp, run,
 * big-run, donors.
 */
public final class Figures {

    private static final PrintStream OUT = System.out;
    private static final List<String> ALL = List.of("call-out", "smtp", "run", "big-run", "donors");

    private Figures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var wanted = arguments.length == 0 ? ALL : List.of(arguments);
        if (!Set.copyOf(ALL).containsAll(wanted)) {
            throw new IllegalArgumentException("The figures are " + ALL + ", not " + wanted);
        }
        OUT.println("| figure | value |");
        OUT.println("| --- | --- |");
        for (var what : wanted) {
            rows(what).forEach(OUT::println);
        }
        System.exit(0);
    }

    private static List<String> rows(String what) throws IOException, InterruptedException {
        return switch (what) {
            case "call-out" -> CallOut.rows();
            case "smtp" -> SmtpBench.rows();
            case "run" -> RunBench.rows();
            case "donors" -> DonorListBench.rows();
            default -> BigRun.rows();
        };
    }
}
