package org.savealife.mail.message;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One message to one recipient: what a {@link Template} needs to become a mail.
 *
 * <p>{@link #toString()} contains only the Message-ID, so that neither address nor name is logged.
 *
 * @param messageId the Message-ID without angle brackets, {@code left@right} (RFC 5322 section 3.6.4); the same for
 *     every attempt at the same message, so that the recipient's mail server can discard a second copy
 * @param to the recipient
 * @param values the text of each slot of the template, unescaped; other values are ignored
 * @param returnPath the address for bounces, in ASCII; "" for the sender's. Amazon SES handles bounces in its own way
 */
public record Message(String messageId, EmailAddress to, Map<String, String> values, String returnPath) {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++";
    private static final String DOT_ATOM = ATOM + "(?:\\." + ATOM + ")*+";
    private static final Pattern MESSAGE_ID = Pattern.compile(DOT_ATOM + "@" + DOT_ATOM);
    private static final int MAX_MESSAGE_ID_LENGTH = 250;

    /**
     * @throws IllegalArgumentException if the Message-ID does not have the form {@code left@right} or is too long, or
     *     if the return path cannot be part of an envelope
     */
    public Message {
        if (messageId.length() > MAX_MESSAGE_ID_LENGTH
                || !MESSAGE_ID.matcher(messageId).matches()) {
            throw new IllegalArgumentException(
                    "Message-ID \"" + messageId + "\" is not of the form left@right (RFC 5322), or too long");
        }
        if (!isFitForEnvelope(returnPath)) {
            throw new IllegalArgumentException("The return path of message " + messageId + " is no address in ASCII");
        }
        values = Map.copyOf(values);
    }

    /** A message whose bounces go to the sender. */
    public Message(String messageId, EmailAddress to, Map<String, String> values) {
        this(messageId, to, values, "");
    }

    private static boolean isFitForEnvelope(String address) {
        for (int index = 0; index < address.length(); index++) {
            char character = address.charAt(index);
            if (character <= ' ' || character > '~' || character == '<' || character == '>') {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException if this has no value for a slot */
    public void requireValues(Set<String> slots) {
        for (String slot : slots) {
            if (!values.containsKey(slot)) {
                throw new IllegalArgumentException(this + " has no value for the template's slot {{" + slot + "}}");
            }
        }
    }

    @Override
    public String toString() {
        return "Message[" + messageId + "]";
    }
}
