package org.savealife.platform.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads and checks settings records: public records whose components have a {@link SettingKey}.
 *
 * <p>A component may be a text, an int, a double, a boolean, a {@link java.time.Duration} with its
 * {@link DurationRange}, a {@link java.net.URI} of a server, an absolute {@link java.nio.file.Path}, an enum (its
 * constants in lower case), or a type with a public static method {@code of(String)} or {@code parse(String)}; also an
 * Optional of one, or a List, whose elements are separated by commas. Ranges and forms are constraints of Jakarta
 * Validation: {@code Min}, {@code Max}, {@code DecimalMin}, {@code DecimalMax}, {@code Pattern} and {@code Size}. Rules
 * about several keys are in the constructor of the record.
 *
 * <p>It applies the constraints itself. The settings are checked before there is any bean, and so before the server
 * gives us a validator.
 *
 * @param settings finds the value of a key; empty if it is not set
 */
public record SettingReader(Function<String, Optional<String>> settings) {

    /**
     * Reads the record.
     *
     * @throws InvalidSettingException at the first invalid value
     */
    public <R extends Record> R read(Class<R> type) {
        var components = type.getRecordComponents();
        var lenient = type.isAnnotationPresent(Lenient.class);
        var values = Stream.of(components)
                .map(component -> new SettingComponent(component, lenient).read(settings))
                .toArray();
        try {
            return type.getConstructor(
                            Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof InvalidSettingException wrong) {
                throw wrong;
            }
            throw new IllegalArgumentException(type.getName(), refused);
        } catch (ReflectiveOperationException noSettings) {
            throw new IllegalArgumentException(type.getName() + " is no public record.", noSettings);
        }
    }
}
