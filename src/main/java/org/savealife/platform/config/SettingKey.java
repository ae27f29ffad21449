package org.savealife.platform.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The key of the setting that a component of a settings record gets its value from. The type of the component says how
 * the value is read ({@link SettingReader}). Its range and form are constraints of Jakarta Validation, or a
 * {@link DurationRange}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface SettingKey {

    String value();

    /** What is allowed, for the operator; "" if type and constraints say it. */
    String allowed() default "";

    /** False if a text without a value is "". Optional components and lists never need a value. */
    boolean required() default true;
}
