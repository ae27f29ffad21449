package org.savealife.donor.unsubscribe;

import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.PlainView;

/**
 * The answer of {@link UnsubscribeServlet} as a page, with {@code unsubscribe.*} of the texts. Shows nothing of a donor
 * but the first name, since people forward links.
 *
 * @param status of HTTP
 * @param text one paragraph
 * @param button the form below the text as HTML, empty if there is nothing to do
 */
record UnsubscribeView(Language language, int status, String heading, String text, String button) {

    private static final String STOP = """
            <form method="post" action="?"><button class="btn primary wide" name="List-Unsubscribe" value="One-Click">\
            %s</button></form>""";
    private static final String AGAIN = """
            <form method="post" action="?again"><button class="btn wide">%s</button></form>""";

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
                PlainView.escaped(consent),
                PlainView.escaped(MessageBundle.in(language.locale(), "unsubscribe.button.again")));
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
        return form.formatted(PlainView.escaped(MessageBundle.in(language.locale(), "unsubscribe.button." + kind)));
    }

    /** The page, to be sent. */
    PlainView page() {
        var content = "<p role=\"status\">" + PlainView.escaped(text) + "</p>\n" + button;
        return new PlainView(language.code(), status, heading, content);
    }
}
