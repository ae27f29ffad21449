package org.savealife.platform.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * Gives the settings records of a feature to beans: one producer method for each, whose scope is
 * {@link jakarta.inject.Singleton} because a record cannot have a proxy. Subclasses are listed in
 * {@code META-INF/services/org.savealife.platform.config.SettingsProducer}, so that
 * {@link org.savealife.platform.server.ConfigurationValidator} finds their records and checks them before anything else
 * of the application starts.
 */
public abstract class SettingsProducer {

    @Inject
    Config config;

    /** Reads the record. Its values have been checked before. */
    protected <R extends Record> R read(Class<R> type) {
        return new SettingReader(in(config)).read(type);
    }

    /** Finds the value of a key; empty if it is not set. */
    public static Function<String, Optional<String>> in(Config config) {
        return key -> config.getOptionalValue(key, String.class);
    }

    /** The settings records of all features. */
    public static List<Class<? extends Record>> records() {
        return ServiceLoader.load(SettingsProducer.class, SettingsProducer.class.getClassLoader()).stream()
                .flatMap(producer -> Arrays.stream(producer.type().getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Produces.class))
                .sorted(Comparator.comparing(
                                (Method method) -> method.getDeclaringClass().getName())
                        .thenComparing(Method::getName))
                .<Class<? extends Record>>map(method -> method.getReturnType().asSubclass(Record.class))
                .toList();
    }
}
