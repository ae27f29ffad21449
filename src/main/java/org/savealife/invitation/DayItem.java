package org.savealife.invitation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.savealife.platform.Item;

/**
 * What became of invitations, by day on the blood bank's clock, as it lies in the invitations table.
 *
 * <p>While a segment is open, its own item holds what its pages came to, in numbers named {@code on#<day>#<outcome>}: they
 * are added with the write that claims a page, so counting costs none. When the segment is out of reach, ended or parked,
 * the same transaction that takes it out of the index moves them to items {@code PK} {@code OUTCOMES}, {@code SK} {@code
 * <day>#<shard>}, with a number for each outcome. So each outcome is in one place or in the other, whatever crashes when.
 */
final class DayItem {

    static final String OUTCOMES = "OUTCOMES";

    /** Segments that end together seldom meet on one item. */
    static final int SHARDS = 4;

    private static final String PREFIX = "on#";
    private static final String SENT = "sent";
    private static final String SKIPPED = "skipped";
    private static final String FAILED = "failed";

    private DayItem() {}

    /** An item to add a day's numbers to. */
    static Item of(LocalDate day) {
        return Item.of(OUTCOMES, day + "#" + ThreadLocalRandom.current().nextInt(SHARDS));
    }

    static LocalDate day(Item item) {
        return LocalDate.parse(item.sortKey().substring(0, item.sortKey().indexOf('#')));
    }

    static DayCounts counts(Item item) {
        return counts(item, "");
    }

    private static DayCounts counts(Item item, String prefix) {
        return new DayCounts(
                item.findNumber(prefix + SENT).orElse(0L),
                item.findNumber(prefix + SKIPPED).orElse(0L),
                item.findNumber(prefix + FAILED).orElse(0L));
    }

    /** The numbers to add to a day's item. */
    static Map<String, Long> numbers(DayCounts counts) {
        return numbers(counts, "");
    }

    /** The numbers to add to a segment's item for what happened on the day. */
    static Map<String, Long> inSegment(LocalDate day, DayCounts counts) {
        return numbers(counts, prefix(day));
    }

    private static Map<String, Long> numbers(DayCounts counts, String prefix) {
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put(prefix + SENT, counts.sent());
        numbers.put(prefix + SKIPPED, counts.skipped());
        numbers.put(prefix + FAILED, counts.failed());
        numbers.values().removeIf(number -> number == 0);
        return numbers;
    }

    /** What a segment's item holds, by day. */
    static Map<LocalDate, DayCounts> ofSegment(Item segment) {
        var days = new HashMap<LocalDate, DayCounts>();
        for (var name : namesInSegment(segment).keySet()) {
            var day = LocalDate.parse(name.substring(PREFIX.length(), name.lastIndexOf('#')));
            days.computeIfAbsent(day, known -> counts(segment, prefix(known)));
        }
        return days;
    }

    /** The names under which a segment's item holds them, each with a placeholder for expressions. */
    static Map<String, String> namesInSegment(Item segment) {
        var names = new TreeMap<String, String>();
        segment.attributes().keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> names.put(name, "#d" + names.size()));
        return names;
    }

    private static String prefix(LocalDate day) {
        return PREFIX + day + "#";
    }
}
