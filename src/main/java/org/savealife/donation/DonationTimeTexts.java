package org.savealife.donation;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;

/**
 * The times of donations in words, for donors: in mails and on the pages to which mails lead.
 *
 * @param zone in which times are shown
 */
public record DonationTimeTexts(Language language, ZoneId zone) {

    /** {@code Thursday 3 December 2026, from 10:00 to 16:00}, with both days if it ends on another one. */
    public String when(Donation donation) {
        var start = donation.startsAt();
        var begins = format("invitation.day-and-year", start);
        return donation.endsAt()
                .map(end -> text("invitation.from-to", begins, clock(start), end(start, end)))
                .orElseGet(() -> text("invitation.from", begins, clock(start)));
    }

    private String end(Instant start, Instant end) {
        var sameDay = start.atZone(zone).toLocalDate().equals(end.atZone(zone).toLocalDate());
        return (sameDay ? "" : format("invitation.day-and-year", end) + ", ") + clock(end);
    }

    /** {@code Thursday 3 December}. */
    public String day(Instant instant) {
        return format("invitation.day", instant);
    }

    /** {@code 10:00}. */
    public String clock(Instant instant) {
        return DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).format(instant.atZone(zone));
    }

    /** {@code Thursday 3 December at 18:15}. */
    public String moment(Instant instant) {
        return text("invitation.moment", day(instant), clock(instant));
    }

    /** The time in the pattern of that text. */
    private String format(String key, Instant instant) {
        return DateTimeFormatter.ofPattern(MessageBundle.in(language.locale(), key), language.locale())
                .format(instant.atZone(zone));
    }

    private String text(String key, Object... arguments) {
        return MessageBundle.in(language.locale(), key, arguments);
    }
}
