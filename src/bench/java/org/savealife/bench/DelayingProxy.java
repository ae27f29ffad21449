package org.savealife.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Puts a distance between us and a port of loopback: each byte arrives later, and as many as before. */
final class DelayingProxy implements AutoCloseable {

    private static final int PIECE = 64 * 1024;

    /** Bytes on their way; none at the end. */
    private record Piece(long due, ByteBuffer bytes) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server;
    private final int target;
    private final long nanosOneWay;

    private DelayingProxy(ServerSocket server, int target, Duration oneWay) {
        this.server = server;
        this.target = target;
        this.nanosOneWay = oneWay.toNanos();
    }

    static DelayingProxy start(int target, Duration oneWay) throws IOException {
        var server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        var proxy = new DelayingProxy(server, target, oneWay);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                var near = server.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                connect(near, far);
                connect(far, near);
            }
        } catch (IOException closed) {
            threads.shutdownNow();
        }
    }

    private void connect(Socket from, Socket to) {
        var onTheirWay = new LinkedBlockingQueue<Piece>();
        threads.execute(() -> read(from, onTheirWay));
        threads.execute(() -> write(onTheirWay, to));
    }

    private void read(Socket from, LinkedBlockingQueue<Piece> onTheirWay) {
        var buffer = new byte[PIECE];
        try {
            for (var count = 0; count >= 0; count = from.getInputStream().read(buffer)) {
                if (count > 0) {
                    onTheirWay.add(
                            new Piece(System.nanoTime() + nanosOneWay, ByteBuffer.wrap(Arrays.copyOf(buffer, count))));
                }
            }
        } catch (IOException gone) {
            // the other side learns it by the end that follows
        }
        onTheirWay.add(new Piece(System.nanoTime() + nanosOneWay, ByteBuffer.allocate(0)));
    }

    private static void write(LinkedBlockingQueue<Piece> onTheirWay, Socket to) {
        try (to) {
            for (var piece = onTheirWay.take(); piece.bytes().hasRemaining(); piece = onTheirWay.take()) {
                for (var wait = piece.due() - System.nanoTime(); wait > 0; wait = piece.due() - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                to.getOutputStream().write(piece.bytes().array());
            }
        } catch (IOException gone) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
