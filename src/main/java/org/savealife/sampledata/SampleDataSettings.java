package org.savealife.sampledata;

import org.savealife.platform.config.SettingKey;

/** @param offered whether staff may load sample data, if the database is on this machine */
public record SampleDataSettings(
        @SettingKey("savealife.sample-data") boolean offered) {}
