package org.savealife.platform.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * The HTTP listener of Payara Micro. Its commands can only delete a listener and create another one. That sometimes
 * leaves no port open, and interrupts requests in progress. The transport below it, Grizzly's, can listen at an
 * additional address, and stop listening while it still answers. Payara does not expose it, so it is looked up by
 * reflection.
 */
final class PayaraListener {

    private static final String NAME = "http-listener";

    private final Object listener;
    private final Object transport;

    private PayaraListener(Object listener, Object transport) {
        this.listener = listener;
        this.transport = transport;
    }

    /** @throws IllegalStateException if this server has another structure */
    static PayaraListener find() {
        try {
            var services = type("org.glassfish.internal.api.Globals")
                    .getMethod("getDefaultHabitat")
                    .invoke(null);
            var find = type("org.glassfish.hk2.api.ServiceLocator")
                    .getMethod("getService", Class.class, String.class, Annotation[].class);
            var grizzlyType = type("com.sun.enterprise.v3.services.impl.GrizzlyService");
            var listenerType = type("org.glassfish.grizzly.config.dom.NetworkListener");
            var grizzly = type("org.glassfish.hk2.api.ServiceLocator")
                    .getMethod("getService", Class.class, Annotation[].class)
                    .invoke(services, grizzlyType, new Annotation[0]);
            var listener = find.invoke(services, listenerType, NAME, new Annotation[0]);
            var proxy =
                    grizzlyType.getMethod("lookupNetworkProxy", listenerType).invoke(grizzly, listener);
            var transport = call(call(proxy, "getUnderlyingListener"), "getTransport");
            return new PayaraListener(listener, transport);
        } catch (ReflectiveOperationException | RuntimeException other) {
            throw new IllegalStateException("This server has no listener that can be opened and closed.", other);
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
    }

    /** Whether it listens at a random port, which nobody knows: see {@code docker/preboot}. */
    boolean isHidden() {
        try {
            return "0".equals(call(listener, "getPort"));
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException(other);
        }
    }

    /**
     * Also listens at that address.
     *
     * @param port 0 for any free port
     * @return the address and port
     * @throws UncheckedIOException if another process listens there
     */
    InetSocketAddress listenAt(String address, int port) {
        try {
            var connection = transport
                    .getClass()
                    .getMethod("bind", String.class, int.class)
                    .invoke(transport, address, port);
            return (InetSocketAddress) call(connection, "getLocalAddress");
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IOException taken) {
                throw new UncheckedIOException(taken);
            }
            throw new IllegalStateException(refused);
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException(other);
        }
    }

    /** Accepts no new connections; open ones continue. */
    void stopListening() {
        run("unbindAll");
    }

    /** Closes all connections. */
    void cut() {
        run("shutdownNow");
    }

    private void run(String method) {
        try {
            var unused = transport.getClass().getMethod(method).invoke(transport);
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException(other);
        }
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return Objects.requireNonNull(target.getClass().getMethod(method).invoke(target), method);
    }
}
