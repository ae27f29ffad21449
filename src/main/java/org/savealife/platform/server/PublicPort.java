package org.savealife.platform.server;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.savealife.platform.ApplicationStart;
import org.savealife.platform.StartFailure;
import org.savealife.platform.http.RequestMetrics;

/**
 * The port at which others reach this process: {@code savealife.http-address} and {@code savealife.http-port}. It is
 * closed while the application cannot answer. Otherwise the server would respond with 404 before the start and with 500
 * while it stops, and a proxy would pass that on. If the connection is refused, a proxy asks another process.
 *
 * <p>The port opens when the application answers. After SIGTERM, the process reports at once that it is not ready
 * ({@link RunningHealthCheck}) and serves all requests for {@code savealife.drain-seconds}. Then it accepts no new
 * connections, completes the requests in progress, and ends. A second SIGTERM ends it without waiting.
 *
 * <p>It manages the port only if Payara's own listener is at a random one ({@code docker/preboot}). Otherwise the
 * settings of the server apply.
 */
@ApplicationScoped
public class PublicPort {

    /** The same exit code as the JVM's own: 128 plus the number of the signal. */
    private static final int ENDED_BY_SIGTERM = 143;

    private static final System.Logger LOG = System.getLogger(PublicPort.class.getName());
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String address;
    private final int port;
    private final Duration drain;

    @Resource
    ManagedExecutorService executor;

    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean stopped;
    private volatile boolean ending;

    @Inject
    public PublicPort(PortSettings settings) {
        this.address = settings.address();
        this.port = settings.port();
        this.drain = settings.drain();
    }

    void onStart(@Observes @Priority(Integer.MAX_VALUE) @Initialized(ApplicationScoped.class) Object application) {
        var listener = PayaraListener.find();
        if (!listener.isHidden()) {
            return;
        }
        var start = new ApplicationStart();
        executor.execute(() -> open(listener, start));
        onSigterm(() -> end(listener));
    }

    /**
     * Runs the task at SIGTERM instead of the JVM's handler, which stops the server at once. By reflection, because the
     * compiler warns of {@code sun.misc.Signal}, which the module {@code jdk.unsupported} exports and nothing replaces.
     */
    private static void onSigterm(Runnable task) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                task.run();
                return null;
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("TERM"),
                            Proxy.newProxyInstance(PublicPort.class.getClassLoader(), new Class<?>[] {handler}, run));
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("This JVM tells nobody of SIGTERM.", other);
        }
    }

    private void open(PayaraListener listener, ApplicationStart start) {
        try {
            awaitApplication(listener.listenAt(LOOPBACK, 0), start);
            if (!stopped) {
                // The hidden ports are not needed any more
                listener.stopListening();
                listener.listenAt(address, port);
                LOG.log(System.Logger.Level.INFO, "Listening at {0}, port {1}", address, Integer.toString(port));
            }
        } catch (UncheckedIOException taken) {
            StartFailure.end("Cannot listen at savealife.http-address " + address + ", savealife.http-port " + port
                    + ": " + taken.getMessage());
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "The port cannot be opened", broken);
            StartFailure.end("The port cannot be opened: " + broken.getMessage());
        }
    }

    /**
     * Asks for a page when the start is over, because a page loads classes. Only our filters add the id of the request
     * to a response, so a response with an id is ours.
     */
    private void awaitApplication(InetSocketAddress inside, ApplicationStart start) {
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + inside.getPort() + "/"))
                .timeout(START)
                .build();
        var deadline = System.nanoTime() + START.toNanos();
        while (!stopped && (start.isUnderWay() || !isOurs(client, request))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The application does not answer.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static boolean isOurs(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.discarding())
                    .headers()
                    .firstValue(RequestMetrics.HEADER)
                    .isPresent();
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    /** Runs on the JVM's thread for this signal. */
    private void end(PayaraListener listener) {
        if (!ending) {
            ending = true;
            LOG.log(
                    System.Logger.Level.INFO,
                    "Received SIGTERM. Accepting connections for {0} more seconds",
                    drain.toSeconds());
            LockSupport.parkNanos(drain.toNanos());
            listener.stopListening();
            awaitLastRequests();
            listener.cut();
        }
        System.exit(ENDED_BY_SIGTERM);
    }

    private void awaitLastRequests() {
        var deadline = System.nanoTime() + LAST_REQUESTS.toNanos();
        do {
            // At least once, because a request that has just arrived may not be counted yet
            LockSupport.parkNanos(POLL.toNanos());
        } while (requests.get() > 0 && System.nanoTime() < deadline);
    }

    /** A request begins. {@link #leave} must follow. */
    void enter() {
        requests.incrementAndGet();
    }

    void leave() {
        requests.decrementAndGet();
    }

    /** Whether the process has been told to end, so that clients with a connection should turn to another process. */
    boolean isEnding() {
        return ending;
    }

    @PreDestroy
    void stop() {
        stopped = true;
    }
}
