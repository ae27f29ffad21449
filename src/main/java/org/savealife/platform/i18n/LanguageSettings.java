package org.savealife.platform.i18n;

import org.savealife.platform.config.SettingKey;

/** @param usual of mails to donors who have not chosen a language */
public record LanguageSettings(
        @SettingKey("savealife.language") Language usual) {}
