package org.savealife.donor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What {@link UnsubscribeServlet} answers, as a page: {@code unsubscribe.html} beside this class, with these texts in it.
 * Shows no more of a donor than the first name: links get forwarded.
 *
 * @param status of HTTP
 * @param text one paragraph
 * @param button the form below it as HTML, empty if there is nothing to do
 */
record UnsubscribePage(int status, String heading, String text, String button) {

    private static final String HTML = resource();
    private static final String STOP = """
            <form method="post" action="?"><button class="btn primary wide" name="List-Unsubscribe" value="One-Click">\
            Stop my invitations</button></form>""";
    private static final String AGAIN = """
            <form method="post" action="?again"><button class="btn wide">Send me invitations again</button></form>""";

    static UnsubscribePage question(Donor donor) {
        return new UnsubscribePage(
                200,
                "Stop these e-mails?",
                donor.firstName().value() + ", we write to you when there is a blood donation in your city."
                        + " Press the button and we do not write to you any more.",
                STOP);
    }

    /** @param known whether there is somebody who could come back */
    static UnsubscribePage stopped(boolean known) {
        return known
                ? new UnsubscribePage(
                        200,
                        "You get no more invitations",
                        "That holds from now on. Only a message that is leaving at this moment may still arrive."
                                + " Was it a mistake? Then take it back here.",
                        AGAIN)
                : gone();
    }

    static UnsubscribePage again() {
        return new UnsubscribePage(
                200,
                "You get invitations again",
                "We write to you when there is a blood donation in your city. You can stop at any time.",
                STOP);
    }

    static UnsubscribePage gone() {
        return new UnsubscribePage(
                200, "You get no more invitations", "You are not on our list. To come back, sign up again.", "");
    }

    static UnsubscribePage unknown() {
        return new UnsubscribePage(
                404,
                "This link does not work",
                "It is not whole, or not one of ours. Open the link in your newest invitation once more, or copy all of"
                        + " it. If that does not help, write to the blood bank that invited you and ask them to stop.",
                "");
    }

    static UnsubscribePage problem(int status) {
        return switch (status) {
            case 405 ->
                new UnsubscribePage(
                        status, "That did not work", "Open this address in a browser, and press the button there.", "");
            case 413 ->
                new UnsubscribePage(
                        status, "That was too much", "Open this address in a browser, and press the button there.", "");
            case 503 ->
                new UnsubscribePage(
                        status,
                        "We cannot do this right now",
                        "Nothing has changed yet. Please open the link again in a minute.",
                        "");
            default ->
                new UnsubscribePage(
                        status,
                        "Something went wrong on our side",
                        "Please open the link again later. If it stays, write to the blood bank that invited you.",
                        "");
        };
    }

    String html() {
        return HTML.replace("{{heading}}", escaped(heading))
                .replace("{{button}}", button)
                .replace("{{text}}", escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String resource() {
        try (var stream = Objects.requireNonNull(UnsubscribePage.class.getResourceAsStream("unsubscribe.html"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
