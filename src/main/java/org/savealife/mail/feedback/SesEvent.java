package org.savealife.mail.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.savealife.mail.ses.SesTemplate;

/**
 * Reads an event of Amazon SES about a message: of a configuration set ({@code eventType}) or a notification of an
 * identity ({@code notificationType}). The relevant fields are the same.
 *
 * <p>The recipient is in {@code mail.destination}, one address for each of our messages. The recipients named by a
 * bounce may be different ones, if the address forwards; those of a complaint are guesses.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html">Contents of
 *     event data that Amazon SES publishes to Amazon SNS</a>
 */
final class SesEvent {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reports that are not complaints of the recipient (RFC 6430, RFC 6591). */
    private static final Set<String> NO_COMPLAINT = Set.of("not-spam", "auth-failure");

    /** Types of bounces that are transient, whatever SES calls them. */
    private static final Set<String> NOT_THE_ADDRESS =
            Set.of("MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected", "CustomTimeoutExceeded");

    /** SES has not tried to send: the address bounced before. */
    private static final Set<String> SUPPRESSED_BY_SES = Set.of("Suppressed", "OnAccountSuppressionList");

    private SesEvent() {}

    /** Reads an event. Anything else, for example SES's test of the topic, means nothing. */
    static Feedback read(String text) {
        try {
            JsonNode event = JSON.readTree(text);
            return switch (event.path("eventType")
                    .asText(event.path("notificationType").asText())) {
                case "Bounce" -> bounce(event.path("mail"), event.path("bounce"));
                case "Complaint" -> complaint(event.path("mail"), event.path("complaint"));
                default -> Feedback.NOTHING;
            };
        } catch (JsonProcessingException noEvent) {
            return Feedback.NOTHING;
        }
    }

    private static Feedback bounce(JsonNode mail, JsonNode bounce) {
        JsonNode recipient = bounce.path("bouncedRecipients").path(0);
        String said = recipient.path("diagnosticCode").asText();
        String kind = bounce.path("bounceSubType").asText();
        return Feedback.of(
                bounce.path("bounceType").asText().equals("Permanent")
                        ? permanent(kind, recipient.path("status").asText(), said)
                        : Feedback.Kind.PUT_OFF,
                recipients(mail, bounce.path("bouncedRecipients")),
                said.isEmpty() ? kind : said,
                messageId(mail));
    }

    /**
     * SES calls many bounces permanent that are not about the address. If it did not send at all, it knows that the
     * address is gone.
     */
    private static Feedback.Kind permanent(String kind, String status, String said) {
        if (NOT_THE_ADDRESS.contains(kind)) {
            return Feedback.Kind.PUT_OFF;
        }
        if (SUPPRESSED_BY_SES.contains(kind) || (status + said).isBlank()) {
            return Feedback.Kind.BOUNCED;
        }
        Feedback.Kind verdict = BounceClassifier.ofReport(List.of(said, status));
        return verdict == Feedback.Kind.NOT_UNDERSTOOD ? Feedback.Kind.SUSPECTED : verdict;
    }

    private static Feedback complaint(JsonNode mail, JsonNode complaint) {
        return NO_COMPLAINT.contains(complaint.path("complaintFeedbackType").asText())
                ? Feedback.NOTHING
                : Feedback.of(
                        Feedback.Kind.COMPLAINED,
                        recipients(mail, complaint.path("complainedRecipients")),
                        "",
                        messageId(mail));
    }

    private static List<String> recipients(JsonNode mail, JsonNode reported) {
        List<String> destination = texts(mail.path("destination"));
        return destination.isEmpty()
                ? StreamSupport.stream(reported.spliterator(), false)
                        .map(recipient -> recipient.path("emailAddress").asText())
                        .toList()
                : destination;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Our Message-ID if the event contains it ({@link SesTemplate}), otherwise that of SES. */
    private static String messageId(JsonNode mail) {
        return StreamSupport.stream(mail.path("headers").spliterator(), false)
                .filter(header -> header.path("name").asText().equalsIgnoreCase(SesTemplate.MESSAGE_ID))
                .map(header -> header.path("value").asText().replaceAll("[<>]", ""))
                .findFirst()
                .orElseGet(() -> mail.path("messageId").asText());
    }
}
