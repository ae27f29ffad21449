package org.savealife.invitation.worker;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.savealife.platform.config.SettingKey;

/**
 * How many of its last invitations may fail before a run pauses by itself. With a share of 0.5 and a window of 50,
 * the 25th failure among the last 50 invitations pauses it.
 *
 * @param share of the last {@code window} invitations, above 0 and up to 1; 0 for no limit
 * @param window how many invitations are considered
 */
public record FailureLimit(
        @SettingKey("savealife.run.pause-at-failures") @DecimalMin("0.0") @DecimalMax("1.0")
        double share,

        @SettingKey("savealife.run.failure-window") @Min(1) @Max(10_000)
        int window) {

    boolean isReached(int failures, int looked) {
        return share > 0 && looked >= window && failures >= share * window;
    }
}
