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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.platform.StartFailure;
import org.savealife.platform.http.RequestMetrics;

/**
 * The port at which others reach this process: {@code savealife.http-address} and {@code savealife.http-port}. While nobody has
 * anything to answer with, nobody listens there: the server would answer 404 in our place, or 500 while it stops, which a proxy hands
 * on, where it would have asked the next process had the connection been refused.
 *
 * <p>It opens once the application answers. Told to end with SIGTERM the process is not ready at once ({@link RunningHealthCheck}), and serves everything for {@code savealife.drain-seconds}; then it takes no new connections, ends the requests that are
 * under way, and goes. A second SIGTERM ends it without waiting.
 *
 * <p>It takes care of the port only where Payara's own listener hides at any free one ({@code docker/preboot}); elsewhere the server's
 * settings say where it listens, and from when to when.
 */
@ApplicationScoped
public class PublicPort {

    /** As the JVM has it by itself: 128 and the number of the signal. */
    private static final int ENDED_BY_SIGTERM = 143;

    private static final System.Logger LOG = System.getLogger(PublicPort.class.getName());
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String address;
    private final int port;
    private final int drainSeconds;

    @Resource
    ManagedExecutorService executor;

    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean stopped;
    private volatile boolean ending;

    @Inject
    public PublicPort(
            @ConfigProperty(name = "savealife.http-address") String address,
            @ConfigProperty(name = "savealife.http-port") int port,
            @ConfigProperty(name = "savealife.drain-seconds") int drainSeconds) {
        this.address = address;
        this.port = port;
        this.drainSeconds = drainSeconds;
    }

    void onStart(@Observes @Priority(Integer.MAX_VALUE) @Initialized(ApplicationScoped.class) Object application) {
        var listener = PayaraListener.find();
        if (!listener.isHidden()) {
            return;
        }
        executor.execute(() -> open(listener));
        onSigterm(() -> end(listener));
    }

    /**
     * Does that at SIGTERM instead of what the JVM does, which lets the server stop at once. By name, since the compiler warns of {@code
     * sun.misc.Signal}, which the module {@code jdk.unsupported} exports and nothing replaces.
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

    private void open(PayaraListener listener) {
        try {
            awaitApplication(listener.listenAt(LOOPBACK, 0));
            if (!stopped) {
                // Nobody needs the hidden ones any more
                listener.stopListening();
                listener.listenAt(address, port);
                LOG.log(System.Logger.Level.INFO, "Listening at {0}, port {1}", address, Integer.toString(port));
            }
        } catch (UncheckedIOException taken) {
            StartFailure.end("Nobody can listen at savealife.http-address " + address + ", savealife.http-port " + port
                    + ": " + taken.getMessage());
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "The port cannot be opened", broken);
            StartFailure.end("The port cannot be opened: " + broken.getMessage());
        }
    }

    /** Only our filters give an answer the id of its request, so it is ours when it has one. */
    private void awaitApplication(InetSocketAddress inside) {
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + inside.getPort() + "/"))
                .timeout(START)
                .build();
        var deadline = System.nanoTime() + START.toNanos();
        while (!stopped && !isOurs(client, request)) {
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

    /** On a thread that the JVM has for this signal. */
    private void end(PayaraListener listener) {
        if (!ending) {
            ending = true;
            LOG.log(System.Logger.Level.INFO, "Told to end. Connections are taken for {0} more seconds", drainSeconds);
            LockSupport.parkNanos(Duration.ofSeconds(drainSeconds).toNanos());
            listener.stopListening();
            awaitLastRequests();
            listener.cut();
        }
        System.exit(ENDED_BY_SIGTERM);
    }

    private void awaitLastRequests() {
        var deadline = System.nanoTime() + LAST_REQUESTS.toNanos();
        do {
            // At least once: what has just come in may not be counted yet
            LockSupport.parkNanos(POLL.toNanos());
        } while (requests.get() > 0 && System.nanoTime() < deadline);
    }

    /** A request comes in. To be followed by {@link #leave}. */
    void enter() {
        requests.incrementAndGet();
    }

    void leave() {
        requests.decrementAndGet();
    }

    /** Whether the process has been told to end: who keeps a connection should go to another process. */
    boolean isEnding() {
        return ending;
    }

    @PreDestroy
    void stop() {
        stopped = true;
    }
}
