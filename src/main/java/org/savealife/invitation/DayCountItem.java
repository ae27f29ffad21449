package org.savealife.invitation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.savealife.platform.dynamodb.Item;

/**
 * Outcomes of invitations by day (in the blood bank's time zone), as stored in the invitations table.
 *
 * <p>While a segment is open, its own item holds the outcomes of its pages, in numbers named {@code
 * on#<day>#<outcome>}. They are added by the write that claims the next page, so counting costs no write of its
 * own. From time to time, and when the segment is given back, paused or ended, a transaction moves them to an item
 * with {@code PK} {@code OUTCOMES} and {@code SK} {@code <day>#<shard>}, which has one number for each outcome. So
 * each outcome is counted in exactly one of the two places, even after a crash. The run's item gets the same
 * numbers, so that they can be subtracted when the run is deleted.
 */
public final class DayCountItem {

    static final String OUTCOMES = "OUTCOMES";

    /** Enough that segments which end at the same time seldom write to the same item. */
    static final int SHARDS = 4;

    private static final String PREFIX = "on#";
    private static final String SENT = "sent";
    private static final String SKIPPED = "skipped";
    private static final String FAILED = "failed";
    private static final String UNKNOWN = "unknown";

    private DayCountItem() {}

    /** The item to which numbers of the day are added: a random shard. */
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

    /** The numbers to add to an item of the day. */
    static Map<String, Long> numbers(DayCounts counts) {
        return numbers(counts, "");
    }

    /** The numbers to add to the item of a segment or run for outcomes of the day. */
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

    /** The counts by day in the item of a segment or run. */
    public static Map<LocalDate, DayCounts> byDay(Item item) {
        var days = new HashMap<LocalDate, DayCounts>();
        for (var name : namesByDay(item).keySet()) {
            var day = LocalDate.parse(name.substring(PREFIX.length(), name.lastIndexOf('#')));
            days.computeIfAbsent(day, known -> counts(item, prefix(known)));
        }
        return days;
    }

    /** The names of the counts by day in an item, each with a placeholder for expressions. */
    static Map<String, String> namesByDay(Item item) {
        var names = new TreeMap<String, String>();
        item.attributes().keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> names.put(name, "#d" + names.size()));
        return names;
    }

    /** The numbers to add to the item of a segment or run for outcomes of several days. */
    static Map<String, Long> named(Map<LocalDate, DayCounts> days) {
        var numbers = new TreeMap<String, Long>();
        days.forEach((day, counts) -> numbers.putAll(named(day, counts)));
        return numbers;
    }

    private static String prefix(LocalDate day) {
        return PREFIX + day + "#";
    }
}
