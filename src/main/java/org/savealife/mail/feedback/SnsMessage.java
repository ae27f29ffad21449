package org.savealife.mail.feedback;

import java.util.List;
import java.util.Map;

/**
 * A message of Amazon SNS as it came. Nothing in it is to be trusted before {@link SnsWebhook} knows who signed it.
 *
 * @param fields the texts of its JSON object
 */
record SnsMessage(Map<String, String> fields) {

    static final String NOTIFICATION = "Notification";
    static final String SUBSCRIPTION = "SubscriptionConfirmation";
    static final String UNSUBSCRIPTION = "UnsubscribeConfirmation";

    private static final String SUBJECT = "Subject";

    private static final List<String> OF_NOTIFICATION =
            List.of("Message", "MessageId", SUBJECT, "Timestamp", "TopicArn", "Type");
    private static final List<String> OF_SUBSCRIPTION =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    SnsMessage {
        fields = Map.copyOf(fields);
    }

    /** A field, empty if it is not there. */
    String get(String name) {
        return fields.getOrDefault(name, "");
    }

    /** Whether it is of a kind that there is, and has all that such a message must have. */
    boolean isComplete() {
        return List.of(NOTIFICATION, SUBSCRIPTION, UNSUBSCRIPTION).contains(get("Type"))
                && signedFields().stream().allMatch(name -> name.equals(SUBJECT) || fields.containsKey(name));
    }

    /**
     * What SNS signs: a line with the name and one with the value, for each of the fields that count, by name.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html">Verifying
     *     the signature of an Amazon SNS message</a>
     */
    String signedText() {
        var text = new StringBuilder();
        for (String name : signedFields()) {
            if (fields.containsKey(name)) {
                text.append(name).append('\n').append(get(name)).append('\n');
            }
        }
        return text.toString();
    }

    private List<String> signedFields() {
        return get("Type").equals(NOTIFICATION) ? OF_NOTIFICATION : OF_SUBSCRIPTION;
    }

    /** The id only: a notification is about somebody's address. */
    @Override
    public String toString() {
        return "SnsMessage[" + get("MessageId") + "]";
    }
}
