package org.savealife.platform.server;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.savealife.platform.config.DurationRange;
import org.savealife.platform.config.SettingKey;

/**
 * The settings of the {@link PublicPort}.
 *
 * @param address 0.0.0.0 for every address of this machine
 * @param drain how long a process that was told to end still serves requests
 */
public record PortSettings(
        @SettingKey("savealife.http-port") @Min(0) @Max(65_535)
        int port,

        @SettingKey("savealife.http-address") String address,

        @SettingKey("savealife.drain-seconds") @DurationRange(unit = ChronoUnit.SECONDS, min = 0, max = 3_600)
        Duration drain) {}
