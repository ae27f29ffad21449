package org.savealife.platform.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * How long items are kept: {@code savealife.retention.*}. The database deletes an item by itself, without charge, some
 * time (on AWS up to a few days) after the moment in its number {@value Tables#DELETE_AFTER}, in seconds since 1970. It
 * keeps items without that number.
 *
 * @param days 0 for ever
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html">DynamoDB Developer Guide,
 *     Time to Live</a>
 */
public record Retention(int days) {

    /** The largest value that the setting may have. */
    public static final int MAX_DAYS = 36_500;

    /** The item with the time of its deletion. */
    public Item limit(Item item, Instant from) {
        var end = end(from);
        return end.isPresent() ? item.with(Tables.DELETE_AFTER, end.getAsLong()) : item;
    }

    /** When an item from that moment is deleted, in seconds since 1970; empty for never. */
    public OptionalLong end(Instant from) {
        return days == 0
                ? OptionalLong.empty()
                : OptionalLong.of(from.plus(Duration.ofDays(days)).getEpochSecond());
    }

    /** Whether an item from that moment has been deleted, or will be soon. */
    public boolean isOver(Instant from, Instant now) {
        return days > 0 && from.plus(Duration.ofDays(days)).isBefore(now);
    }
}
