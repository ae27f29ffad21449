package org.savealife.mail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.savealife.mail.SmtpReply;

/**
 * SMTP over a socket, after the greeting. What is put leaves in one write with {@link #flush()}; replies are read one
 * by one, even if several arrive together. For one thread.
 */
final class SmtpChannel {

    private static final int COMMON_SIZE = 16 * 1024;

    /** A longer message leaves in several writes, the last of which contains its end. */
    private static final int LARGEST_WRITE = 128 * 1024;

    /**
     * Lines of replies have at most 512 octets (RFC 5321 section 4.5.3.1.5), and few replies have more than ten lines.
     */
    private static final int MAX_REPLY_BYTES = 16 * 1024;

    private static final int MIN_LINE_LENGTH = "250\n".length();
    private static final int SERVICE_NOT_AVAILABLE = 421;

    private static final byte[] END = {'.', '\r', '\n'};

    /** The relay replies that it closes the connection, so it has not executed the command (RFC 5321 section 3.8). */
    static final class LeaveException extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient SmtpReply reply;

        LeaveException(SmtpReply reply) {
            super(reply.lines());
            this.reply = reply;
        }

        SmtpReply reply() {
            return reply;
        }
    }

    private InputStream input = InputStream.nullInputStream();
    private OutputStream output = OutputStream.nullOutputStream();
    private byte[] out = new byte[COMMON_SIZE];
    private int put;
    private final byte[] in = new byte[MAX_REPLY_BYTES];
    private int consumed;
    private int read;

    /** Uses this socket from now on, and discards everything of the one before. */
    void use(Socket socket) throws IOException {
        input = socket.getInputStream();
        output = socket.getOutputStream();
        put = 0;
        consumed = 0;
        read = 0;
    }

    void put(byte[] octets) {
        makeRoom(octets.length);
        System.arraycopy(octets, 0, out, put, octets.length);
        put += octets.length;
    }

    void putAscii(String text) {
        put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Puts the lines of a message and the final dot; doubles dots at the start of lines (RFC 5321 section 4.5.2).
     *
     * @param message with CRLF at the end of each line, including the last
     * @throws IOException if the message did not fit at once and a part could not be sent, which was certainly not its
     *     end
     */
    void putMessage(byte[] message) throws IOException {
        int copied = 0;
        for (int index = 0; index < message.length; index++) {
            if (message[index] == '.' && (index == 0 || message[index - 1] == '\n')) {
                putPart(message, copied, index + 1);
                copied = index;
            }
        }
        putPart(message, copied, message.length);
        put(END);
    }

    private void putPart(byte[] octets, int from, int to) throws IOException {
        for (int start = from; start < to; start += LARGEST_WRITE) {
            int length = Math.min(LARGEST_WRITE, to - start);
            if (put + length > LARGEST_WRITE) {
                flush();
            }
            makeRoom(length);
            System.arraycopy(octets, start, out, put, length);
            put += length;
        }
    }

    private void makeRoom(int length) {
        if (put + length > out.length) {
            out = Arrays.copyOf(out, Math.max(put + length, 2 * out.length));
        }
    }

    /** Sends everything that has been put. */
    void flush() throws IOException {
        int length = put;
        put = 0;
        output.write(out, 0, length);
        output.flush();
    }

    /**
     * Waits for the next reply.
     *
     * @throws LeaveException if the relay replies that it closes the connection (421)
     * @throws IOException if it closes it without a reply, or does not speak SMTP
     */
    SmtpReply readReply() throws IOException {
        int length = 0;
        boolean last = false;
        while (!last) {
            int end = endOfLine(length);
            if (!isReplyLine(length, end)) {
                throw new IOException(text(end));
            }
            last = in[consumed + length + 3] != '-';
            length = end;
        }
        var reply = new SmtpReply(code(length), text(length));
        consumed += length;
        if (reply.code() == SERVICE_NOT_AVAILABLE) {
            throw new LeaveException(reply);
        }
        return reply;
    }

    /** The end of the line that begins at {@code from}; both are counted from the first octet not consumed. */
    private int endOfLine(int from) throws IOException {
        for (int index = from; ; index++) {
            while (consumed + index == read) {
                readMore();
            }
            if (in[consumed + index] == '\n') {
                return index + 1;
            }
        }
    }

    private void readMore() throws IOException {
        System.arraycopy(in, consumed, in, 0, read - consumed);
        read -= consumed;
        consumed = 0;
        if (read == in.length) {
            throw new IOException("the relay's answer is too long");
        }
        int count = input.read(in, read, in.length - read);
        if (count < 0) {
            throw new IOException(read == 0 ? "closed by the relay" : text(read));
        }
        read += count;
    }

    private boolean isReplyLine(int from, int end) {
        if (end - from < MIN_LINE_LENGTH) {
            return false;
        }
        int start = consumed + from;
        byte afterCode = in[start + 3];
        return in[start] >= '2'
                && in[start] <= '5'
                && isDigit(in[start + 1])
                && isDigit(in[start + 2])
                && (afterCode == ' ' || afterCode == '-' || afterCode == '\r' || afterCode == '\n');
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** The code of the last line: relays whose lines have different codes mean that one. */
    private int code(int length) {
        int start = consumed;
        for (int index = consumed; index < consumed + length - 1; index++) {
            start = in[index] == '\n' ? index + 1 : start;
        }
        return (in[start] - '0') * 100 + (in[start + 1] - '0') * 10 + (in[start + 2] - '0');
    }

    private String text(int length) {
        int end = consumed + length;
        while (end > consumed && (in[end - 1] == '\n' || in[end - 1] == '\r')) {
            end--;
        }
        return new String(in, consumed, end - consumed, StandardCharsets.UTF_8);
    }
}
