package org.savealife.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * As fast as SMTP with PIPELINING goes: bytes rendered beforehand, the end of a message and the next envelope in one
 * write, one round trip a message. Looks at no reply but to count it.
 */
final class RawSender implements AutoCloseable {

    private static final int REPLIES_FOR_A_MESSAGE = 4;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Line> lines = new ArrayList<>();
    private final List<byte[]> messages;

    RawSender(int port, int connections, List<byte[]> messages) throws IOException {
        this.messages = List.copyOf(messages);
        for (var number = 0; number < connections; number++) {
            lines.add(new Line(new Socket(InetAddress.getLoopbackAddress(), port)));
        }
    }

    /** Sends so many messages over each connection. */
    void send(int each) {
        var tasks = new ArrayList<Callable<Void>>();
        for (var line : lines) {
            tasks.add(() -> {
                line.send(each);
                return null;
            });
        }
        try {
            for (Future<Void> sent : threads.invokeAll(tasks)) {
                sent.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("The raw sender lost its connection", e);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (var line : lines) {
            line.socket.close();
        }
    }

    private final class Line {

        private final Socket socket;
        private final byte[] buffer = new byte[4096];
        private final List<byte[]> bodiesAndNextEnvelopes = new ArrayList<>();

        Line(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            hear(1);
            say("EHLO bench.example\r\n");
            hear(1);
            var envelope = "MAIL FROM:<bench@example.org>\r\nRCPT TO:<donor@example.org>\r\nDATA\r\n";
            for (var message : messages) {
                bodiesAndNextEnvelopes.add(joined(message, ascii(".\r\n" + envelope)));
            }
            say(envelope);
            hear(REPLIES_FOR_A_MESSAGE - 1);
        }

        void send(int count) {
            try {
                for (var number = 0; number < count; number++) {
                    socket.getOutputStream().write(bodiesAndNextEnvelopes.get(number % bodiesAndNextEnvelopes.size()));
                    hear(REPLIES_FOR_A_MESSAGE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void say(String text) throws IOException {
            socket.getOutputStream().write(ascii(text));
        }

        /** Each reply ends with the one line that has a blank after its code, which is all that is looked at. */
        private void hear(int replies) throws IOException {
            var left = replies;
            var column = 0;
            var last = false;
            while (left > 0) {
                var count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    throw new IOException("closed by the relay");
                }
                for (var index = 0; index < count; index++) {
                    last = column == 3 ? buffer[index] == ' ' : last;
                    column = buffer[index] == '\n' ? 0 : column + 1;
                    left -= column == 0 && last ? 1 : 0;
                }
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(first);
        octets.writeBytes(second);
        return octets.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
