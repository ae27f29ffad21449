package org.savealife.stream.kcl;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.savealife.platform.config.DurationRange;
import org.savealife.platform.config.SettingKey;

/**
 * How often the stream is read, and how soon another node takes over.
 *
 * @param poll between two reads of a shard while records arrive
 * @param idlePoll between two reads while nothing happens
 * @param takeOver after which a worker takes over the shards of a worker that does not renew its leases; with less, a
 *     lease would end between two renewals
 */
public record StreamSettings(
        @SettingKey("savealife.stream.poll-millis") @DurationRange(unit = ChronoUnit.MILLIS, min = 1, max = 60_000)
        Duration poll,

        @SettingKey("savealife.stream.idle-poll-millis") @DurationRange(unit = ChronoUnit.MILLIS, min = 1, max = 60_000)
        Duration idlePoll,

        @SettingKey("savealife.stream.take-over-millis")
        @DurationRange(unit = ChronoUnit.MILLIS, min = 900, max = 600_000)
        Duration takeOver) {}
