package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.savealife.donation.Difference;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;

/** What has changed of a donation, in the language of the page: {@code difference.*} of the texts. */
@ApplicationScoped
public class DifferenceTexts {

    private final MessageBundle texts;
    private final DateTimeTexts times;

    @Inject
    public DifferenceTexts(MessageBundle texts, DateTimeTexts times) {
        this.texts = texts;
        this.times = times;
    }

    /**
     * A changed field as people read it.
     *
     * @param field its name on the page
     * @param before "" for none
     * @param after "" for none
     */
    public record Line(String field, String before, String after) implements Serializable {}

    public List<Line> lines(List<Difference> differences) {
        return differences.stream()
                .map(difference -> new Line(
                        texts.get("difference." + difference.field()),
                        value(difference, difference.before()),
                        value(difference, difference.after())))
                .toList();
    }

    private String value(Difference difference, String text) {
        if (difference.holdsShare()) {
            return texts.get("new.rate.of", Long.parseLong(text));
        }
        if (text.isEmpty() || !difference.holdsTime()) {
            return text;
        }
        var moment = Instant.parse(text);
        return times.weekday(moment) + " " + times.dated(moment);
    }
}
