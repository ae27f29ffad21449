package org.savealife.donor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.savealife.platform.Language;
import org.savealife.platform.Texts;

/**
 * What {@link UnsubscribeServlet} answers, as a page: {@code unsubscribe.html} beside this class, with {@code unsubscribe.*} of
 * the texts in it. Shows no more of a donor than the first name: links get forwarded.
 *
 * @param status of HTTP
 * @param text one paragraph
 * @param button the form below it as HTML, empty if there is nothing to do
 */
record UnsubscribePage(Language language, int status, String heading, String text, String button) {

    private static final String HTML = resource();
    private static final String STOP = """
            <form method="post" action="?"><button class="btn primary wide" name="List-Unsubscribe" value="One-Click">\
            %s</button></form>""";
    private static final String AGAIN = """
            <form method="post" action="?again"><button class="btn wide">%s</button></form>""";

    private static final String BACK = """
            <form method="post" action="?back=%s"><p>%s</p><button class="btn primary wide">%s</button></form>""";

    static UnsubscribePage question(Language language, Donor donor) {
        return page(
                language,
                200,
                "question",
                button(language, STOP, "stop"),
                donor.firstName().value());
    }

    /** @param known whether there is somebody who could come back */
    static UnsubscribePage stopped(Language language, boolean known) {
        return known ? page(language, 200, "stopped", button(language, AGAIN, "again")) : gone(language);
    }

    static UnsubscribePage again(Language language) {
        return page(language, 200, "resumed", button(language, STOP, "stop"));
    }

    /** For who may come back: by the button they say yes to the text above it. */
    static UnsubscribePage comingBack(Language language, Donor donor) {
        var consent = Texts.in(language.locale(), "consent." + Consent.current());
        var button = BACK.formatted(
                Consent.current(), escaped(consent), escaped(Texts.in(language.locale(), "unsubscribe.button.again")));
        return page(language, 200, "back", button, donor.firstName().value());
    }

    static UnsubscribePage gone(Language language) {
        return page(language, 200, "gone", "");
    }

    static UnsubscribePage unknown(Language language) {
        return page(language, 404, "unknown", "");
    }

    static UnsubscribePage problem(Language language, int status) {
        return page(
                language,
                status,
                switch (status) {
                    case 405 -> "method";
                    case 413 -> "large";
                    case 503 -> "away";
                    default -> "broken";
                },
                "");
    }

    private static UnsubscribePage page(
            Language language, int status, String kind, String button, Object... arguments) {
        return new UnsubscribePage(
                language,
                status,
                Texts.in(language.locale(), "unsubscribe." + kind),
                Texts.in(language.locale(), "unsubscribe." + kind + ".text", arguments),
                button);
    }

    private static String button(Language language, String form, String kind) {
        return form.formatted(escaped(Texts.in(language.locale(), "unsubscribe.button." + kind)));
    }

    /** @param root the way from the page to the first page of the application, as {@code ../} */
    String html(String root) {
        return HTML.replace("{{language}}", language.code())
                .replace("{{root}}", root)
                .replace("{{heading}}", escaped(heading))
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
