package org.savealife.invitation.notice;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.savealife.platform.config.SettingKey;

/**
 * When donors are reminded, see {@link ReminderTimes}.
 *
 * @param days how many days before the donation the first reminder leaves; below 2 there is only the second
 * @param hour of the day at which reminders leave
 */
public record ReminderSettings(
        @SettingKey("savealife.reminder.days") @Min(0) @Max(30)
        int days,

        @SettingKey("savealife.reminder.hour") @Min(0) @Max(23)
        int hour) {}
