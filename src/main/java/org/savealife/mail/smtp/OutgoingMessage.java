package org.savealife.mail.smtp;

/** A message that is due, written out. */
final class OutgoingMessage {

    private final int number;
    private final String sender;
    private final String recipient;
    private final byte[] mime;
    private final long takenAt;

    /**
     * Makes a letter.
     *
     * @param number its place in the batch
     * @param sender the address in the envelope, in ASCII
     * @param recipient likewise
     * @param mime the whole message as {@link org.savealife.mail.message.Template#render} gives it, which is not copied
     * @param takenAt when it was wanted for sure, by {@link System#nanoTime()}
     */
    OutgoingMessage(int number, String sender, String recipient, byte[] mime, long takenAt) {
        this.number = number;
        this.sender = sender;
        this.recipient = recipient;
        this.mime = mime;
        this.takenAt = takenAt;
    }

    int number() {
        return number;
    }

    String sender() {
        return sender;
    }

    String recipient() {
        return recipient;
    }

    byte[] mime() {
        return mime;
    }

    long takenAt() {
        return takenAt;
    }
}
