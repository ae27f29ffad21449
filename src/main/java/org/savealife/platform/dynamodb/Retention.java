package org.savealife.platform.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * For how long items are kept: {@code savealife.retention.*}. The database deletes an item itself, at no cost, some time (on AWS
 * up to a few days) after the moment in its number {@value Tables#DELETE_AFTER}, in seconds since 1970; one without that number
 * stays.
 *
 * @param days 0 for ever
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html">DynamoDB Developer Guide, Time to
 *     Live</a>
 */
public record Retention(int days) {

    /** For rules of settings. */
    public static final int MAX_DAYS = 36_500;

    /** The item so that it is deleted when its time is over. */
    public Item limit(Item item, Instant from) {
        var end = end(from);
        return end.isPresent() ? item.with(Tables.DELETE_AFTER, end.getAsLong()) : item;
    }

    /** The second after which what began its life then is deleted; nothing for never. */
    public OptionalLong end(Instant from) {
        return days == 0
                ? OptionalLong.empty()
                : OptionalLong.of(from.plus(Duration.ofDays(days)).getEpochSecond());
    }

    /** Whether what began its life then has been deleted, or is about to be. */
    public boolean isOver(Instant from, Instant now) {
        return days > 0 && from.plus(Duration.ofDays(days)).isBefore(now);
    }
}
