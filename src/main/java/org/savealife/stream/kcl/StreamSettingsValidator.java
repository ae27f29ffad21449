package org.savealife.stream.kcl;

import java.util.Optional;
import java.util.function.Function;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.SettingsValidator;
import org.savealife.platform.dynamodb.Retention;

/** Settings of the stream: how often it is read, and how soon another node takes over. */
public class StreamSettingsValidator implements SettingsValidator {

    private static final int MAX_POLL_MILLIS = 60_000;

    /** With less, a lease would end between two renewals. */
    private static final int MIN_TAKE_OVER_MILLIS = 900;

    private static final int MAX_TAKE_OVER_MILLIS = 600_000;

    @Override
    public void check(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        reader.wholeNumber("savealife.retention.parked", 0, Retention.MAX_DAYS);
        reader.wholeNumber("savealife.stream.poll-millis", 1, MAX_POLL_MILLIS);
        reader.wholeNumber("savealife.stream.idle-poll-millis", 1, MAX_POLL_MILLIS);
        reader.wholeNumber("savealife.stream.take-over-millis", MIN_TAKE_OVER_MILLIS, MAX_TAKE_OVER_MILLIS);
    }
}
