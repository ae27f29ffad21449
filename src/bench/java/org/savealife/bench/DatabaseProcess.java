package org.savealife.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.savealife.dev.EmbeddedDynamoDb;

/** DynamoDB Local in memory, in a JVM of its own, so that what is measured in this one is ours. */
final class DatabaseProcess implements AutoCloseable {

    private static final PrintStream OUT = System.out;

    private final Process process;
    private final URI endpoint;

    private DatabaseProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** The database: says where it is, and ends with its standard input. */
    public static void main(String[] arguments) throws IOException {
        OUT.println(EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT).endpoint());
        var unused = System.in.read();
        System.exit(0);
    }

    static DatabaseProcess start() throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx6g",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        DatabaseProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("http")) {
                return new DatabaseProcess(process, URI.create(line));
            }
        }
        throw new IllegalStateException("DynamoDB Local does not start");
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
