package org.savealife.platform.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * The unit and the range of a setting that is a duration. Jakarta Validation has no constraint for a
 * {@link java.time.Duration}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface DurationRange {

    /** The value is a whole number of this unit. */
    ChronoUnit unit();

    /** The least number of units. */
    int min();

    /** The largest number of units. */
    int max();
}
