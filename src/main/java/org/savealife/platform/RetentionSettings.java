package org.savealife.platform;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.savealife.platform.config.SettingKey;

/**
 * For how many days things are kept; 0 for ever.
 *
 * @param invitations days for runs, their ledgers and the counts by day, after the day of the donation
 * @param audit days for the audit log
 * @param parked days for parked records
 * @param tokens days for API tokens, after they have expired
 */
public record RetentionSettings(
        @SettingKey("savealife.retention.invitations") @Min(0) @Max(MAX_DAYS)
        int invitations,

        @SettingKey("savealife.retention.audit") @Min(0) @Max(MAX_DAYS)
        int audit,

        @SettingKey("savealife.retention.parked") @Min(0) @Max(MAX_DAYS)
        int parked,

        @SettingKey("savealife.retention.tokens") @Min(0) @Max(MAX_DAYS)
        int tokens) {

    private static final int MAX_DAYS = 36_500;
}
