package org.savealife.invitation.wording;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Wordings without a table. */
public final class TestWordings {

    private TestWordings() {}

    /** Those that the application comes with. */
    public static Wordings shipped() {
        return new Wordings(key -> Optional.empty(), Duration.ofDays(1));
    }

    /** Those of versions, read anew each time. */
    public static Wordings of(Function<WordingKey, Optional<WordingVersion>> last) {
        return new Wordings(last, Duration.ZERO);
    }
}
