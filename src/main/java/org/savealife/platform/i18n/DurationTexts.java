package org.savealife.platform.i18n;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;

/** Formats durations for pages, in the page's language: "40 seconds", "2 minutes", "5 hours", "3 days". */
@Named("spans")
@ApplicationScoped
public class DurationTexts {

    private static final long FEW_SECONDS = 90;
    private static final long FEW_MINUTES = 90;
    private static final long FEW_HOURS = 36;

    private final MessageBundle texts;

    @Inject
    public DurationTexts(MessageBundle texts) {
        this.texts = texts;
    }

    /**
     * In a unit of which there are not too many, rounded up, because nobody minds if something is done early: 89
     * seconds are "89 seconds", 91 seconds "2 minutes".
     */
    public String words(Duration span) {
        var seconds = Math.max(1, span.plusMillis(999).toSeconds());
        if (seconds < FEW_SECONDS) {
            return texts.get("span.seconds", seconds);
        }
        var minutes = up(seconds, 60);
        if (minutes < FEW_MINUTES) {
            return texts.get("span.minutes", minutes);
        }
        var hours = up(minutes, 60);
        return hours < FEW_HOURS ? texts.get("span.hours", hours) : texts.get("span.days", up(hours, 24));
    }

    private static long up(long amount, long unit) {
        return (amount + unit - 1) / unit;
    }
}
