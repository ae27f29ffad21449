package org.savealife.platform.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Converts the text of a setting to a type.
 *
 * @param range of a Duration
 * @param lenient whether the case of an enum's words is ignored
 */
record SettingConverter(Class<?> type, Optional<DurationRange> range, boolean lenient) {

    /** Static methods that make a value of a text, as those that MicroProfile Config looks for (section 4.4). */
    private static final List<String> FACTORIES = List.of("of", "parse");

    /**
     * Converts the text.
     *
     * @throws IllegalArgumentException or {@link java.time.DateTimeException} if it cannot be converted
     */
    Object convert(String text) {
        if (type.equals(String.class)) {
            return text;
        }
        if (type.equals(int.class)) {
            return Integer.parseInt(text);
        }
        if (type.equals(double.class)) {
            return Double.parseDouble(text);
        }
        if (type.equals(boolean.class)) {
            return bool(text);
        }
        if (type.equals(Duration.class)) {
            return duration(Integer.parseInt(text));
        }
        if (type.equals(URI.class)) {
            return server(URI.create(text));
        }
        if (type.equals(Path.class)) {
            return absolute(Path.of(text));
        }
        return factory().map(of -> made(of, text)).orElseGet(() -> constant(text));
    }

    /** What can be converted, for the operator; "" if only the type itself knows. */
    String allowed() {
        if (type.equals(boolean.class)) {
            return "true, false";
        }
        if (type.equals(Duration.class)) {
            return "a whole number from " + limits().min() + " to " + limits().max();
        }
        if (type.equals(URI.class)) {
            return "a URL, like http://127.0.0.1:8000";
        }
        if (type.equals(Path.class)) {
            return "a whole path, like /var/lib/dynamodb";
        }
        return factory().isPresent()
                ? ""
                : constants().map(SettingConverter::word).collect(Collectors.joining(", "));
    }

    private static boolean bool(String text) {
        if (!List.of("true", "false").contains(text)) {
            throw new IllegalArgumentException(text);
        }
        return text.equals("true");
    }

    private Duration duration(int number) {
        if (number < limits().min() || number > limits().max()) {
            throw new IllegalArgumentException("out of range");
        }
        return Duration.of(number, limits().unit());
    }

    private DurationRange limits() {
        return range.orElseThrow(() -> new IllegalArgumentException("A Duration needs a DurationRange."));
    }

    private static URI server(URI url) {
        if (!List.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("no address of a server");
        }
        return url;
    }

    private static Path absolute(Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("relative");
        }
        return path;
    }

    private Optional<Method> factory() {
        return FACTORIES.stream()
                .flatMap(name -> Arrays.stream(type.getMethods())
                        .filter(method -> method.getName().equals(name)
                                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class})))
                .findFirst();
    }

    private static Object made(Method factory, String text) {
        try {
            return factory.invoke(null, text);
        } catch (InvocationTargetException unfit) {
            if (unfit.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(factory.toString(), unfit);
        } catch (IllegalAccessException notPublic) {
            throw new IllegalStateException(factory.toString(), notPublic);
        }
    }

    private Object constant(String text) {
        var word = lenient ? text.toLowerCase(Locale.ROOT) : text;
        return constants()
                .filter(constant -> word(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private Stream<?> constants() {
        return Stream.ofNullable(type.getEnumConstants()).flatMap(Arrays::stream);
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }
}
