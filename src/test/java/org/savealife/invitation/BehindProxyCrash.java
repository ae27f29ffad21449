package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Savealife;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

/**
 * Two web processes and two workers behind nginx, while donors sign up (wrk) and a run is in progress: each process
 * is killed once and restarted. Not part of the gate: {@code mvn -Pcrash verify -Dit.test=BehindProxyCrash} needs
 * nginx and wrk.
 */
class BehindProxyCrash {

    private static final int CITY = 20_000;
    private static final int CONNECTIONS = 4;
    private static final double WALK = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path FOLDER = Path.of("target", "nginx").toAbsolutePath();
    private static final Path ACCESS = FOLDER.resolve("access.log");

    /** The address on which a process listens once its application runs, as in a deployment with other machines. */
    private static final String ADDRESS = "127.0.0.2";

    private static final int ACCEPTED = 202;
    private static final int SERVER_ERROR = 500;

    /** The status that nginx logs if the client has gone: requests in flight when wrk ends. */
    private static final int CLIENT_GONE = 499;

    private static EmbeddedDynamoDb database;
    private static TestTables tables;
    private static CountingRelay relay;
    private static Map<String, ApplicationProcess> nodes;
    private static Map<String, String> ports;
    private static String proxyPort;
    private static Process proxy;
    private static @Nullable Process load;

    /** A line of the proxy's log. */
    private record Passed(int status, String number) {

        static Passed of(String line) {
            var words = line.split(" ", -1);
            return new Passed(Integer.parseInt(words[0]), words[1]);
        }
    }

    @BeforeAll
    static void start() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        relay = CountingRelay.start(1);
        nodes = new HashMap<>();
        ports = new HashMap<>();
        for (var name : List.of("web-0", "web-1", "worker-0", "worker-1")) {
            ports.put(name, ApplicationProcess.freePort());
            nodes.put(name, started(name));
            nodes.get(name).awaitReady();
        }
        proxyPort = ApplicationProcess.freePort();
        proxy = nginx();
    }

    private static ApplicationProcess started(String name) {
        return ApplicationProcess.start(
                "proxied-" + name,
                Map.of(
                        "savealife.http-address", ADDRESS,
                        "savealife.role", name.replaceFirst("-.*", ""),
                        "savealife.http-port", ports.get(name),
                        "savealife.dynamodb.endpoint", database.endpoint().toString(),
                        "savealife.signup.rate", "1000000",
                        "savealife.mail.smtp.host", "127.0.0.1",
                        "savealife.mail.smtp.port", Integer.toString(relay.port(0))));
    }

    private static Process nginx() {
        try {
            Files.createDirectories(FOLDER);
            Files.deleteIfExists(ACCESS);
            Files.writeString(FOLDER.resolve("nginx.conf"), """
                    user root;
                    worker_processes 1;
                    daemon off;
                    pid nginx.pid;
                    error_log error.log;
                    events {}
                    http {
                      log_format passed '$status $arg_n $upstream_addr';
                      access_log access.log passed;
                      client_body_temp_path body;
                      proxy_temp_path proxy;
                      fastcgi_temp_path fastcgi;
                      uwsgi_temp_path uwsgi;
                      scgi_temp_path scgi;
                      upstream savealife {
                        server %1$s:%2$s max_fails=1 fail_timeout=1s;
                        server %1$s:%3$s max_fails=1 fail_timeout=1s;
                      }
                      server {
                        listen 127.0.0.1:%4$s;
                        location / { proxy_pass http://savealife; }
                      }
                    }
                    """.formatted(
                            ADDRESS, ports.get("web-0"), ports.get("web-1"), proxyPort));
            return new ProcessBuilder("nginx", "-p", FOLDER.toString(), "-c", "nginx.conf", "-e", "error.log")
                    .inheritIO()
                    .start();
        } catch (IOException missing) {
            throw new UncheckedIOException("nginx cannot be started. On Debian: apt install nginx-light wrk", missing);
        }
    }

    @AfterAll
    static void stop() {
        if (load != null) {
            load.destroy();
        }
        proxy.destroy();
        nodes.values().forEach(ApplicationProcess::close);
        relay.close();
        tables.close();
        database.close();
    }

    @Test
    void any_process_can_be_killed_and_no_donor_is_lost_and_nobody_else_sees_an_error() throws IOException {
        relay.pace(WALK);
        var donors = StoredDonors.add(tables.client(), "savealife", "Utrecht", CITY);
        var proxyUri = URI.create("http://127.0.0.1:" + proxyPort + "/");
        var savealife = Savealife.at(proxyUri);
        var nextWeek = Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES);
        var donation = savealife.announce("Utrecht", "Main street", nextWeek.toString());
        await().atMost(PATIENCE).until(() -> relay.count() > 0);
        load = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d30m",
                        "--timeout",
                        "30s",
                        "-s",
                        "src/test/resources/org/savealife/invitation/signup.lua",
                        proxyUri.toString())
                .inheritIO()
                .start();

        for (var name : List.of("web-0", "worker-0", "web-1", "worker-1")) {
            var passed = log().size();
            var sent = relay.count();
            await().atMost(PATIENCE).until(() -> log().size() > passed + 300 && relay.count() > sent + 50);
            Objects.requireNonNull(nodes.get(name)).kill();
            nodes.put(name, started(name).awaitReady());
        }
        var atTheEnd = log().size();
        await().atMost(PATIENCE).until(() -> log().size() > atTheEnd + 300);
        assertThat(relay.count()).as("the run was going all the time").isLessThan(CITY);
        end(load);
        relay.pace(0);

        await().atMost(PATIENCE)
                .until(() -> savealife
                        .asStaff()
                        .get("api/donation/" + donation + "/invitations")
                        .path("status")
                        .equals("finished"));
        var received = relay.received();
        assertThat(received.keySet())
                .isEqualTo(donors.stream().map(donor -> donor.email().value()).collect(Collectors.toSet()));
        assertThat(received.values()).allMatch(ids -> Set.copyOf(ids).size() == 1);
        var again = received.values().stream().mapToInt(ids -> ids.size() - 1).sum();
        assertThat(again).isLessThanOrEqualTo(2 * LedgerPage.SIZE);

        var passed = log().stream()
                .map(Passed::of)
                .filter(line -> !line.number().equals("-"))
                .toList();
        var byStatus = passed.stream().collect(Collectors.groupingBy(Passed::status, Collectors.counting()));
        System.out.println("Behind the proxy: answers to sign-ups " + byStatus + ", " + again + " messages sent again");
        assertThat(passed.stream().filter(line -> line.status() >= SERVER_ERROR).count())
                .as("server errors, of requests in flight on a web process that was killed")
                .isLessThanOrEqualTo(2L * CONNECTIONS);
        assertThat(byStatus.keySet())
                .as("answers")
                .allMatch(status -> status == ACCEPTED || status == CLIENT_GONE || status >= SERVER_ERROR);
        assertThat(passed.stream().filter(line -> line.status() == ACCEPTED).filter(line -> !isStored(line.number())))
                .as("accepted and lost")
                .isEmpty();
    }

    private static boolean isStored(String number) {
        return tables.client()
                .getItem(get -> get.tableName("savealife")
                        .key(Item.of("EMAIL#wrk" + number + "@example.org", "EMAIL")
                                .key()))
                .hasItem();
    }

    private static List<String> log() throws IOException {
        return Files.exists(ACCESS) ? Files.readAllLines(ACCESS) : List.of();
    }

    private static void end(Process load) {
        load.destroy();
        try {
            assertThat(load.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
