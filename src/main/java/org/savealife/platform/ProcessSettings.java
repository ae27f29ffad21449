package org.savealife.platform;

import java.time.ZoneId;
import java.util.Locale;
import org.savealife.platform.config.SettingKey;

/**
 * What this process does, and the blood bank's time zone.
 *
 * @param zone of donation times without an offset, and of the times shown in mails and on pages
 */
public record ProcessSettings(
        @SettingKey("savealife.role") Role role,

        @SettingKey(value = "savealife.time-zone", allowed = "a time zone, like Europe/Amsterdam")
        ZoneId zone) {

    /** See {@link ProcessRole}. */
    public enum Role {
        ALL,
        WEB,
        WORKER;

        /** {@code all} and so on. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
