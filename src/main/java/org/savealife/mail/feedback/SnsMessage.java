package org.savealife.mail.feedback;

import java.util.List;
import java.util.Map;

/**
 * A message of Amazon SNS, as received. Nothing in it is trusted before {@link SnsWebhook} has verified its signature.
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

    /** A field; "" if there is none. */
    String get(String name) {
        return fields.getOrDefault(name, "");
    }

    /** Whether it has a known type and all required fields. */
    boolean isComplete() {
        return List.of(NOTIFICATION, SUBSCRIPTION, UNSUBSCRIPTION).contains(get("Type"))
                && signedFields().stream().allMatch(name -> name.equals(SUBJECT) || fields.containsKey(name));
    }

    /**
     * The text that SNS signs: for each signed field, ordered by name, one line with the name and one with the value.
     *
     * @see
     *     <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying
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

    /** Only the id, because a notification contains an address. */
    @Override
    public String toString() {
        return "SnsMessage[" + get("MessageId") + "]";
    }
}
