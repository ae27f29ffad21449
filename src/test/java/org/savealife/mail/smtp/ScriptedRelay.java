package org.savealife.mail.smtp;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A relay on loopback that replies normally, except in the steps for which a test has a script. So it closes the
 * connection, falls silent or refuses exactly where the test wants.
 *
 * <p>Steps are {@code GREETING}, the commands by their first words, and {@code END} for the end of a message. Each
 * reply of a script is sent once; after that, the relay replies normally.
 */
final class ScriptedRelay implements AutoCloseable {

    static final String GREETING = "GREETING";
    static final String END = "END";

    /** Instead of a reply: the normal one. */
    static final String BY_THE_BOOK = "by the book";

    /** Instead of a reply: closes the connection. */
    static final String DROP = "drop";

    /** Instead of a reply: none, and reads nothing more. */
    static final String SILENCE = "silence";

    /** Instead of a reply: a long one, octet by octet, without an end. */
    static final String TRICKLE = "trickle";

    /** After a reply: closes the connection. */
    static final String THEN_DROP = "\nthen drop";

    /** After a reply: reads nothing more. */
    static final String THEN_SILENCE = "\nthen silence";

    private static final Set<String> ENVELOPE = Set.of("MAIL", "RCPT", "DATA");

    private static final Map<String, String> BOOK = Map.of(
            GREETING,
            "220 relay.example ESMTP",
            "EHLO",
            "250-relay.example\r\n250 8BITMIME",
            "DATA",
            "354 Go ahead",
            END,
            "250 2.0.0 Ok",
            "QUIT",
            "221 2.0.0 Bye" + THEN_DROP);

    private final Map<String, Queue<String>> script = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> waits = new ConcurrentHashMap<>();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server;
    private volatile boolean pipelining;
    private volatile boolean watching;

    private ScriptedRelay(ServerSocket server) {
        this.server = server;
    }

    static ScriptedRelay start() {
        return startOn(InetAddress.getLoopbackAddress(), 0);
    }

    /** On another address of this machine. */
    static ScriptedRelay startOn(InetAddress address, int port) {
        try {
            var relay = new ScriptedRelay(new ServerSocket(port, 50, address));
            relay.threads.execute(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets replies for a step, for use once each. */
    ScriptedRelay on(String step, String... answers) {
        script.computeIfAbsent(step, key -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(answers));
        return this;
    }

    /**
     * Offers PIPELINING, and replies to MAIL and RCPT only after DATA, so a client that waits for the first reply waits
     * for ever.
     */
    ScriptedRelay pipelining() {
        pipelining = true;
        return this;
    }

    /** Records each command that arrives before the reply to the one before it as {@code EARLY}. */
    ScriptedRelay watchingForImpatience() {
        watching = true;
        return this;
    }

    /** Waits before each reply to the step from now on. */
    ScriptedRelay before(String step, CountDownLatch wait) {
        waits.put(step, wait);
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    /** All steps so far, each with the number of its connection before it, such as {@code 1 MAIL}. */
    List<String> steps() {
        return steps;
    }

    long count(String step) {
        return steps.stream().filter(each -> each.endsWith(" " + step)).count();
    }

    /** The recipients of the messages that the relay accepted. */
    List<String> recipients() {
        return recipients;
    }

    /** What arrived together, for each time that something arrived. */
    List<String> reads() {
        return reads;
    }

    int connections() {
        return sockets.size();
    }

    /** Closes all connections without a reply. */
    void dropAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        dropAll();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (closed.getCount() > 0) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = sockets.size();
                threads.execute(() -> converse(socket, number));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void converse(Socket socket, int number) {
        try (socket) {
            new Conversation(socket, number).run();
        } catch (IOException | InterruptedException e) {
            // either side has closed the connection, as tests do
            steps.add(number + " broken");
        }
    }

    private InputStream noting(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                int count = super.read(octets, offset, length);
                reads.add(count < 0 ? "" : new String(octets, offset, count, StandardCharsets.US_ASCII));
                return count;
            }
        };
    }

    private final class Conversation {

        private final int number;
        private final Socket socket;
        private final BufferedReader input;
        private final OutputStream output;
        private final StringBuilder heldBack = new StringBuilder();
        private String recipient = "";

        Conversation(Socket socket, int number) throws IOException {
            this.number = number;
            this.socket = socket;
            this.input = new BufferedReader(
                    new InputStreamReader(noting(socket.getInputStream()), StandardCharsets.US_ASCII));
            this.output = socket.getOutputStream();
        }

        void run() throws IOException, InterruptedException {
            boolean open = !answer(GREETING).endsWith(DROP);
            while (open) {
                String line = input.readLine();
                if (line == null) {
                    return;
                }
                String answer = answer(line.split("[ :]", 2)[0]);
                if (line.startsWith("MAIL")) {
                    recipient = "";
                }
                if (line.startsWith("RCPT") && answer.startsWith("250")) {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                }
                if (answer.startsWith("354")) {
                    answer = takeMessage();
                }
                open = !answer.endsWith(DROP);
            }
        }

        private String takeMessage() throws IOException, InterruptedException {
            for (String line = input.readLine(); !".".equals(line); line = input.readLine()) {
                if (line == null) {
                    return DROP;
                }
                if (recipient.isEmpty()) {
                    steps.add(number + " LEAK");
                }
            }
            return answer(END);
        }

        private String answer(String step) throws IOException, InterruptedException {
            steps.add(number + " " + step);
            if (watching && ENVELOPE.contains(step)) {
                watchForMore();
            }
            waits.getOrDefault(step, new CountDownLatch(0)).await();
            String answer = next(step);
            if (step.equals(END) && answer.startsWith("250")) {
                recipients.add(recipient);
            }
            String text = answer.replace(THEN_DROP, "").replace(THEN_SILENCE, "");
            switch (text) {
                case DROP -> {}
                case SILENCE -> closed.await();
                case TRICKLE -> trickle();
                default -> say(step, text + "\r\n");
            }
            if (answer.endsWith(THEN_SILENCE)) {
                closed.await();
            }
            return answer;
        }

        private String next(String step) {
            String scripted =
                    script.getOrDefault(step, new ConcurrentLinkedQueue<>()).poll();
            if (scripted != null && !scripted.equals(BY_THE_BOOK)) {
                return scripted;
            }
            if (step.equals(END) && recipient.isEmpty()) {
                return "554 5.5.1 No valid recipients";
            }
            if (step.equals("EHLO") && pipelining) {
                return "250-relay.example\r\n250 PIPELINING";
            }
            return BOOK.getOrDefault(step, "250 2.1.0 Ok");
        }

        private void say(String step, String text) throws IOException {
            heldBack.append(text);
            if (!pipelining || step.equals("DATA") || !ENVELOPE.contains(step)) {
                write(heldBack.toString());
                heldBack.setLength(0);
            }
        }

        /** Waits for longer than a client takes between two commands if it does not wait for replies. */
        private void watchForMore() throws IOException {
            socket.setSoTimeout(50);
            input.mark(1);
            try {
                input.read();
                input.reset();
                steps.add(number + " EARLY");
            } catch (SocketTimeoutException e) {
                steps.add(number + " patience");
            } finally {
                socket.setSoTimeout(0);
            }
        }

        private void trickle() throws IOException, InterruptedException {
            write("250-");
            while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                write(".");
            }
        }

        private void write(String text) throws IOException {
            output.write(text.getBytes(StandardCharsets.US_ASCII));
            output.flush();
        }
    }
}
