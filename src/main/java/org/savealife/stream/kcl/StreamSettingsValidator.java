package org.savealife.stream.kcl;

import java.util.Optional;
import java.util.function.Function;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.SettingsValidator;
import org.savealife.platform.dynamodb.Retention;

/** How often the stream is read, and how soon another node takes over. */
public class StreamSettingsValidator implements SettingsValidator {

    private static final int LONGEST_POLL = 60_000;

    /** Below, a lease would end between two renewals. */
    private static final int SHORTEST_TAKE_OVER = 900;

    private static final int LONGEST_TAKE_OVER = 600_000;

    @Override
    public void check(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        reader.wholeNumber("savealife.retention.parked", 0, Retention.LONGEST);
        reader.wholeNumber("savealife.stream.poll-millis", 1, LONGEST_POLL);
        reader.wholeNumber("savealife.stream.idle-poll-millis", 1, LONGEST_POLL);
        reader.wholeNumber("savealife.stream.take-over-millis", SHORTEST_TAKE_OVER, LONGEST_TAKE_OVER);
    }
}
