package org.savealife.mail.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.savealife.mail.ses.SesTemplate;

/**
 * Reads what Amazon SES publishes of a message, as an event of a configuration set ({@code eventType}) or as a notification
 * of an identity ({@code notificationType}): both are alike where it matters.
 *
 * <p>Whom a message was to says {@code mail.destination}, one address for each of ours. The recipients that a bounce names may
 * be others, where the address forwards; those of a complaint are guessed.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html">Contents of event
 *     data that Amazon SES publishes to Amazon SNS</a>
 */
final class SesEvent {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reports that are no complaint of the recipient (RFC 6430, RFC 6591). */
    private static final Set<String> NO_COMPLAINT = Set.of("not-spam", "auth-failure");

    /** Kinds of bounce that come as transient, or should. */
    private static final Set<String> NOT_THE_ADDRESS =
            Set.of("MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected", "CustomTimeoutExceeded");

    /** SES has not even tried: the address has bounced before. */
    private static final Set<String> SUPPRESSED_BY_SES = Set.of("Suppressed", "OnAccountSuppressionList");

    private SesEvent() {}

    /** What is of another kind, or no event at all, say SES trying the topic out, tells nothing. */
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

    /** SES calls much permanent that says nothing of the address; where it has not sent at all, it knows by itself. */
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

    /** Ours where the event has it ({@link SesTemplate}), else that of SES. */
    private static String messageId(JsonNode mail) {
        return StreamSupport.stream(mail.path("headers").spliterator(), false)
                .filter(header -> header.path("name").asText().equalsIgnoreCase(SesTemplate.MESSAGE_ID))
                .map(header -> header.path("value").asText().replaceAll("[<>]", ""))
                .findFirst()
                .orElseGet(() -> mail.path("messageId").asText());
    }
}
