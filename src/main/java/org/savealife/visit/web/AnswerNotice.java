package org.savealife.visit.web;

import java.time.ZoneId;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.PlainView;

/** The page of {@link AnswerServlet} when there is nothing to answer: a heading and a paragraph. */
final class AnswerNotice {

    private AnswerNotice() {}

    /** @param kind the end of the keys of the texts: {@code answer.<kind>} and {@code answer.<kind>.text} */
    static PlainView of(Language language, int status, String kind, Object... arguments) {
        return page(language, status, "answer." + kind, arguments);
    }

    static PlainView calledOff(Language language, Donation donation, ZoneId zone) {
        var times = new DonationTimeTexts(language, zone);
        return of(
                language,
                410,
                "called-off",
                times.when(donation),
                donation.address(),
                donation.city().name());
    }

    /** What went wrong with a request, in the words of the other page to which mails lead. */
    static PlainView problem(Language language, int status) {
        return page(
                language,
                status,
                switch (status) {
                    case 405 -> "unsubscribe.method";
                    case 413 -> "unsubscribe.large";
                    case 429, 503 -> "unsubscribe.away";
                    default -> "unsubscribe.broken";
                });
    }

    private static PlainView page(Language language, int status, String key, Object... arguments) {
        var text = MessageBundle.in(language.locale(), key + ".text", arguments);
        return new PlainView(
                language.code(),
                status,
                MessageBundle.in(language.locale(), key),
                "<p role=\"status\">" + PlainView.escaped(text) + "</p>");
    }
}
