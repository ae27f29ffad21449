package org.savealife.donor.unsubscribe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.Organisation;

/**
 * The answer of {@link UnsubscribeServlet} as a page: {@code unsubscribe.html} beside this class, filled with
 * {@code unsubscribe.*} of the texts. Shows nothing of a donor but the first name, since people forward links.
 *
 * @param status of HTTP
 * @param text one paragraph
 * @param button the form below the text as HTML, empty if there is nothing to do
 */
record UnsubscribeView(Language language, int status, String heading, String text, String button) {

    private static final String HTML = resource();
    private static final String STOP = """
            <form method="post" action="?"><button class="btn primary wide" name="List-Unsubscribe" value="One-Click">\
            %s</button></form>""";
    private static final String AGAIN = """
            <form method="post" action="?again"><button class="btn wide">%s</button></form>""";

    private static final String DROP = """
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">\
            <path fill-rule="evenodd" d="M12 1.2c.4 0 .75.2 1 .5C16.6 5.9 20.4 10.7 20.4 15a8.4 8.4 0 0 1-16.8 0\
            C3.6 10.7 7.4 5.9 11 1.7c.25-.3.6-.5 1-.5z\
            M12 19.7l3.65-3.55a2.45 2.45 0 0 0-3.45-3.48l-.2.2-.2-.2\
            a2.45 2.45 0 0 0-3.45 3.48z"/></svg>""";

    private static final String LOGO = """
            <img src="{{root}}organisation/logo" alt="">""";

    private static final String BACK = """
            <form method="post" action="?back=%s"><p>%s</p><button class="btn primary wide">%s</button></form>""";

    static UnsubscribeView question(Language language, Donor donor) {
        return page(
                language,
                200,
                "question",
                button(language, STOP, "stop"),
                donor.firstName().value());
    }

    /** @param known whether the donor still exists, and could come back */
    static UnsubscribeView stopped(Language language, boolean known) {
        return known ? page(language, 200, "stopped", button(language, AGAIN, "again")) : gone(language);
    }

    static UnsubscribeView again(Language language) {
        return page(language, 200, "resumed", button(language, STOP, "stop"));
    }

    /** For a donor who may come back: the button means consent to the text above it. */
    static UnsubscribeView comingBack(Language language, Donor donor) {
        var consent = MessageBundle.in(language.locale(), "consent." + Consent.current());
        var button = BACK.formatted(
                Consent.current(),
                escaped(consent),
                escaped(MessageBundle.in(language.locale(), "unsubscribe.button.again")));
        return page(language, 200, "back", button, donor.firstName().value());
    }

    static UnsubscribeView gone(Language language) {
        return page(language, 200, "gone", "");
    }

    static UnsubscribeView unknown(Language language) {
        return page(language, 404, "unknown", "");
    }

    static UnsubscribeView problem(Language language, int status) {
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

    private static UnsubscribeView page(
            Language language, int status, String kind, String button, Object... arguments) {
        return new UnsubscribeView(
                language,
                status,
                MessageBundle.in(language.locale(), "unsubscribe." + kind),
                MessageBundle.in(language.locale(), "unsubscribe." + kind + ".text", arguments),
                button);
    }

    private static String button(Language language, String form, String kind) {
        return form.formatted(escaped(MessageBundle.in(language.locale(), "unsubscribe.button." + kind)));
    }

    /**
     * @param root the way from this page to the first page of the application, such as {@code ../}
     * @param organisation the sender of the mail with the link
     */
    String html(String root, Organisation organisation) {
        return HTML.replace("{{language}}", language.code())
                .replace("{{logo}}", organisation.logo().isPresent() ? LOGO : DROP)
                .replace("{{root}}", root)
                .replace("{{organisation}}", escaped(organisation.getTitle()))
                .replace("{{imprint}}", imprint(organisation))
                .replace("{{heading}}", escaped(heading))
                .replace("{{button}}", button)
                .replace("{{text}}", escaped(text));
    }

    private static String imprint(Organisation organisation) {
        var contacts = organisation.contacts().stream()
                .map(contact -> "<a href=\"%s\">%s</a>".formatted(escaped(contact.link()), escaped(contact.text())))
                .collect(Collectors.joining("\n"));
        return organisation.reachedAt().isEmpty()
                ? ""
                : "<address class=\"org\"><span>" + escaped(organisation.address()) + "</span>\n" + contacts
                        + "</address>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String resource() {
        try (var stream = Objects.requireNonNull(UnsubscribeView.class.getResourceAsStream("unsubscribe.html"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
