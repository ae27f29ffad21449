package org.savealife.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Nodemailer's pooled transport in a process of node, installed by npm below {@code target} where there is npm. */
final class Nodemailer implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "bench", "nodemailer");
    private static final Path MODULES = FOLDER.resolve("node_modules").toAbsolutePath();
    private static final Path SCRIPT = Path.of("src", "bench", "js", "nodemailer.js");
    private static final String PACKAGE = "nodemailer@10.6.1";

    /** With the reader of its answers, or none where it cannot be installed. */
    private record Running(Process process, BufferedReader answers) {}

    private final List<Running> running = new ArrayList<>();

    /** Starts it over so many connections; without npm it is there, but does not send. */
    Nodemailer(int port, int connections) throws IOException, InterruptedException {
        if (isInstalled()) {
            var builder = new ProcessBuilder(
                            "node", SCRIPT.toString(), Integer.toString(port), Integer.toString(connections))
                    .redirectError(Redirect.INHERIT);
            builder.environment().put("NODE_PATH", MODULES.toString());
            var process = builder.start();
            running.add(new Running(process, process.inputReader(StandardCharsets.UTF_8)));
        }
    }

    /** Sends so many messages and answers with the seconds that took; empty if it is not there. */
    OptionalDouble send(int count) throws IOException {
        for (var each : running) {
            var input = each.process().getOutputStream();
            input.write((count + "\n").getBytes(StandardCharsets.US_ASCII));
            input.flush();
            var milliseconds = each.answers().readLine();
            if (milliseconds == null) {
                throw new IOException("nodemailer ended");
            }
            return OptionalDouble.of(Double.parseDouble(milliseconds) / 1000);
        }
        return OptionalDouble.empty();
    }

    @Override
    public void close() {
        running.forEach(each -> each.process().destroy());
    }

    private static boolean isInstalled() throws IOException, InterruptedException {
        if (Files.isDirectory(MODULES.resolve("nodemailer"))) {
            return true;
        }
        Files.createDirectories(FOLDER);
        try {
            var npm = new ProcessBuilder(
                            "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE)
                    .directory(FOLDER.toFile())
                    .inheritIO()
                    .start();
            return npm.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
