package org.savealife.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

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
        return Feedback.of(
                bounce.path("bounceType").asText().equals("Permanent") ? Feedback.Kind.BOUNCED : Feedback.Kind.PUT_OFF,
                recipients(mail, bounce.path("bouncedRecipients")),
                said.isEmpty() ? bounce.path("bounceSubType").asText() : said,
                messageId(mail));
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
