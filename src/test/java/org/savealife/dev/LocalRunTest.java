package org.savealife.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local run in a process like Maven's. */
class LocalRunTest {

    private static final int PATIENCE_SECONDS = 60;

    @Test
    void options_reach_the_application_and_its_output_and_exit_code_come_back(@TempDir Path project)
            throws IOException, InterruptedException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var maven = maven(project, "-Dsavealife.http-port=" + other.getLocalPort());
            try {
                assertThat(new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .hasLineCount(1)
                        .startsWith("Savealife cannot start: port " + other.getLocalPort() + " is taken.");
                assertThat(maven.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(maven.exitValue()).isEqualTo(1);
            } finally {
                maven.destroyForcibly();
            }
        }
        assertThat(project.resolve(".savealife")).isDirectory();
    }

    private static Process maven(Path project, String option) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Maven.class.getName(),
                        project.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Calls the local run as Maven's exec plugin does: with a class loader that holds the class path of the tests. */
    static final class Maven {

        private Maven() {}

        public static void main(String[] arguments) throws ReflectiveOperationException {
            var entries = Pattern.compile(Pattern.quote(File.pathSeparator))
                    .splitAsStream(System.getProperty("java.class.path"))
                    .map(entry -> url(Path.of(entry)))
                    .toArray(URL[]::new);
            new URLClassLoader(entries, ClassLoader.getPlatformClassLoader())
                    .loadClass(LocalRun.class.getName())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        }

        private static URL url(Path entry) {
            try {
                return entry.toUri().toURL();
            } catch (MalformedURLException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
