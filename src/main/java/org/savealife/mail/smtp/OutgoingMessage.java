package org.savealife.mail.smtp;

/** A rendered message that is to be sent now. */
final class OutgoingMessage {

    private final int number;
    private final String sender;
    private final String recipient;
    private final byte[] mime;
    private final long takenAt;

    /**
     * Makes a message.
     *
     * @param number its place in the batch
     * @param sender the envelope address of the sender, in ASCII
     * @param recipient the envelope address of the recipient, in ASCII
     * @param mime the whole message from {@link org.savealife.mail.message.Template#render}; not copied
     * @param takenAt when sending it was last permitted, as {@link System#nanoTime()}
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
