package org.savealife.invitation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.savealife.platform.dynamodb.Item;

/**
 * What became of invitations, by day on the blood bank's clock, as it lies in the invitations table.
 *
 * <p>While a segment is open, its own item holds what its pages came to, in numbers named {@code on#<day>#<outcome>}: they
 * are added with the write that claims a page, so counting costs none. Every so often, and when the segment is out of reach,
 * ended or parked, a transaction moves them to items {@code PK} {@code OUTCOMES}, {@code SK} {@code
 * <day>#<shard>}, with a number for each outcome. So each outcome is in one place or in the other, whatever crashes when.
 * The item of the run gets them as well, so that they can be taken back with the run.
 */
public final class DayCountItem {

    static final String OUTCOMES = "OUTCOMES";

    /** Segments that end together seldom meet on one item. */
    static final int SHARDS = 4;

    private static final String PREFIX = "on#";
    private static final String SENT = "sent";
    private static final String SKIPPED = "skipped";
    private static final String FAILED = "failed";
    private static final String UNKNOWN = "unknown";

    private DayCountItem() {}

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
                item.findNumber(prefix + FAILED).orElse(0L),
                item.findNumber(prefix + UNKNOWN).orElse(0L));
    }

    /** The numbers to add to a day's item. */
    static Map<String, Long> numbers(DayCounts counts) {
        return numbers(counts, "");
    }

    /** The numbers to add to the item of a segment or a run for what happened on the day. */
    static Map<String, Long> named(LocalDate day, DayCounts counts) {
        return numbers(counts, prefix(day));
    }

    private static Map<String, Long> numbers(DayCounts counts, String prefix) {
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put(prefix + SENT, counts.sent());
        numbers.put(prefix + SKIPPED, counts.skipped());
        numbers.put(prefix + FAILED, counts.failed());
        numbers.put(prefix + UNKNOWN, counts.unknown());
        numbers.values().removeIf(number -> number == 0);
        return numbers;
    }

    /** What the item of a segment or a run holds, by day. */
    public static Map<LocalDate, DayCounts> byDay(Item item) {
        var days = new HashMap<LocalDate, DayCounts>();
        for (var name : namesByDay(item).keySet()) {
            var day = LocalDate.parse(name.substring(PREFIX.length(), name.lastIndexOf('#')));
            days.computeIfAbsent(day, known -> counts(item, prefix(known)));
        }
        return days;
    }

    /** The names under which it holds them, each with a placeholder for expressions. */
    static Map<String, String> namesByDay(Item item) {
        var names = new TreeMap<String, String>();
        item.attributes().keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> names.put(name, "#d" + names.size()));
        return names;
    }

    /** The same for several days. */
    static Map<String, Long> named(Map<LocalDate, DayCounts> days) {
        var numbers = new TreeMap<String, Long>();
        days.forEach((day, counts) -> numbers.putAll(named(day, counts)));
        return numbers;
    }

    private static String prefix(LocalDate day) {
        return PREFIX + day + "#";
    }
}
