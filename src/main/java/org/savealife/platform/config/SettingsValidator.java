package org.savealife.platform.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a feature asks of the settings it reads. All rules are asked before anything else of the application starts
 * ({@link org.savealife.platform.server.ConfigurationValidator}); they are listed in {@code META-INF/services/org.savealife.platform.config.SettingsValidator}.
 */
@FunctionalInterface
public interface SettingsValidator {

    /**
     * Reads the settings of the feature as the feature will, each of them.
     *
     * @param settings finds the value of a key; nothing where none is set
     * @throws IllegalStateException at the first that cannot be; the message, in one line, names the key (or keys, if they do
     *     not go together), the value unless it is secret, and what is allowed
     */
    void check(Function<String, Optional<String>> settings);
}
