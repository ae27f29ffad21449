package org.savealife.platform.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * The rules of a feature for its settings. {@link org.savealife.platform.server.ConfigurationValidator} applies all
 * rules before anything else of the application starts. They are listed in
 * {@code META-INF/services/org.savealife.platform.config.SettingsValidator}.
 */
@FunctionalInterface
public interface SettingsValidator {

    /**
     * Reads every setting of the feature in the same way as the feature does.
     *
     * @param settings finds the value of a key; empty if it is not set
     * @throws IllegalStateException at the first invalid value. The message is one line with the key (or several keys,
     *     if their values contradict each other), the value unless it is secret, and what is allowed
     */
    void check(Function<String, Optional<String>> settings);
}
