package org.savealife.staff.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.savealife.platform.audit.AuditLog;

/**
 * Filters of the audit log: {@code who}, {@code of} (an id or a name) and {@code day}, ISO 8601 in the blood bank's
 * time zone. Impossible values are ignored.
 */
record AuditQuery(String who, String of, String day) {

    /** Within the limit for a key in the database. */
    private static final int MAX_LENGTH = 200;

    /** @param parameters finds a parameter of the request by its name */
    static AuditQuery read(Function<String, Optional<String>> parameters) {
        return new AuditQuery(
                text(parameters.apply("who")),
                text(parameters.apply("of")),
                day(text(parameters.apply("day"))).map(LocalDate::toString).orElse(""));
    }

    private static String text(Optional<String> parameter) {
        return parameter
                .map(String::strip)
                .filter(text -> text.length() <= MAX_LENGTH)
                .orElse("");
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() >= 1970 && day.getYear() <= 9998);
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    AuditLog.Wanted wanted(ZoneId zone) {
        var from = day(day).map(first -> start(first, zone)).orElse(AuditLog.Wanted.ALL.from());
        var to = day(day).map(first -> start(first.plusDays(1), zone)).orElse(AuditLog.Wanted.ALL.to());
        return new AuditLog.Wanted(who, of, from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from, to);
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** The filters as parameters of an address. */
    Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("who", who);
        parameters.put("of", of);
        parameters.put("day", day);
        return parameters;
    }

    boolean isForAll() {
        return (who + of + day).isEmpty();
    }
}
