package org.savealife.invitation.mail;

import java.util.List;
import java.util.regex.Pattern;
import org.savealife.mail.SendResult;

/**
 * What to do if a message was not accepted, derived from the words of the transport and of the relay. The first
 * rule that matches counts; {@code mail.advice.<word>} is the text for people.
 */
record MailTroubleshooting(String word, Pattern sign) {

    private static final int SERVICE_REFUSED = 554;

    /** In capitals, as relays and Java write these words: a host may be called tls.example.org. */
    private static final List<MailTroubleshooting> RULES = List.of(
            new MailTroubleshooting("sandbox", Pattern.compile("not verified")),
            new MailTroubleshooting(
                    "quota", Pattern.compile("(?i)daily|DAILY_QUOTA|sending paused|SENDING_PAUSED|SUSPENDED")),
            new MailTroubleshooting(
                    "login",
                    Pattern.compile("user name or password refused|(?<!\\w)53[0458](?!\\w)"
                            + "|(?i:credentials|security token|signature|not authorized|AccessDenied)")),
            new MailTroubleshooting(
                    "tls", Pattern.compile("PKIX|certificate|[Hh]andshake|STARTTLS|SSL message|(?<!\\w)TLS(?!\\w)")),
            new MailTroubleshooting("connect", Pattern.compile("No connection to the relay|No answer from Amazon SES")),
            new MailTroubleshooting("slow", Pattern.compile("took too long|timed out|Sending was stopped")),
            new MailTroubleshooting("sender", Pattern.compile("Relay refuses our mail")));

    static String on(SendResult delivery) {
        if (delivery instanceof SendResult.Failed failed) {
            return on(failed);
        }
        if (delivery instanceof SendResult.Unknown) {
            return "unanswered";
        }
        return delivery instanceof SendResult.Deferred deferred ? on(deferred.reason(), "later") : "accepted";
    }

    private static String on(SendResult.Failed failed) {
        if (failed.code() == SendResult.Failed.NOT_OFFERED) {
            return "unwritable";
        }
        var enhanced = failed.enhancedCode();
        if (enhanced.startsWith("5.7") || (failed.code() == SERVICE_REFUSED && !enhanced.startsWith("5.1"))) {
            return on(failed.text(), "policy");
        }
        return enhanced.startsWith("5.2") ? "mailbox" : "address";
    }

    private static String on(String text, String otherwise) {
        return RULES.stream()
                .filter(rule -> rule.sign().matcher(text).find())
                .map(MailTroubleshooting::word)
                .findFirst()
                .orElse(otherwise);
    }
}
