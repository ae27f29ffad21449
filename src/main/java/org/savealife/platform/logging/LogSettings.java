package org.savealife.platform.logging;

import org.savealife.platform.config.SettingKey;

/** The format of the log. */
public record LogSettings(
        @SettingKey("savealife.log.format") Format format) {

    public enum Format {
        /** The server's own. */
        TEXT,
        /** {@link JsonLog}. */
        JSON
    }
}
