package org.savealife.platform.config;

import jakarta.validation.Constraint;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** A component of a settings record: finds its value, converts it and checks it. */
final class SettingComponent {

    /** The constraints that are applied to each type. */
    private static final Map<Type, Set<Class<? extends Annotation>>> CONSTRAINTS = Map.of(
            int.class, Set.of(Min.class, Max.class),
            double.class, Set.of(DecimalMin.class, DecimalMax.class),
            String.class, Set.of(Pattern.class, Size.class));

    private final RecordComponent component;
    private final SettingKey key;
    private final boolean lenient;

    /** @param lenient whether the record is {@link Lenient} */
    SettingComponent(RecordComponent component, boolean lenient) {
        this.component = component;
        this.key = annotation(component, SettingKey.class)
                .orElseThrow(() -> new IllegalArgumentException(component + " has no key."));
        this.lenient = lenient;
    }

    private static <A extends Annotation> Optional<A> annotation(AnnotatedElement element, Class<A> type) {
        return Optional.ofNullable(element.getAnnotation(type));
    }

    /** @throws InvalidSettingException if the value is missing or invalid */
    Object read(Function<String, Optional<String>> settings) {
        var text = settings.apply(key.value());
        if (lenient) {
            text = text.map(String::strip).filter(stripped -> !stripped.isEmpty());
        }
        var type = component.getAnnotatedType();
        if (component.getType().equals(Optional.class)) {
            return text.map(set -> value(set, set, content(type)));
        }
        if (component.getType().equals(List.class)) {
            return text.map(set -> elements(set, content(type))).orElse(List.of());
        }
        if (text.isEmpty() && !key.required()) {
            return "";
        }
        var set = text.orElseThrow(() -> new InvalidSettingException(key.value() + " is not set. It needs a value."));
        return value(set, set, type);
    }

    /** The type in an Optional or a List. */
    private static AnnotatedType content(AnnotatedType type) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0];
    }

    private List<Object> elements(String list, AnnotatedType type) {
        return Stream.of(list.split(",", -1))
                .map(text -> type.getType().equals(String.class) ? text.strip() : text)
                .map(text -> value(text, list, type))
                .toList();
    }

    /** @param whole the value of the key, which the text may be an element of */
    private Object value(String text, String whole, AnnotatedType type) {
        Object value;
        try {
            value = converter(type).convert(text);
        } catch (IllegalArgumentException | DateTimeException unfit) {
            throw wrong(whole, type, String.valueOf(unfit.getMessage()));
        }
        if (!fits(value, type)) {
            throw wrong(whole, type, "");
        }
        return value;
    }

    private SettingConverter converter(AnnotatedType type) {
        return new SettingConverter((Class<?>) type.getType(), annotation(component, DurationRange.class), lenient);
    }

    private static boolean fits(Object value, AnnotatedType type) {
        requireKnown(type);
        if (value instanceof Integer number) {
            return number >= least(type) && number <= most(type);
        }
        if (value instanceof Double number) {
            // False for NaN
            return number >= decimal(type, DecimalMin.class, DecimalMin::value)
                    && number <= decimal(type, DecimalMax.class, DecimalMax::value);
        }
        if (value instanceof String text) {
            return annotation(type, Pattern.class)
                            .map(form -> text.matches(form.regexp()))
                            .orElse(true)
                    && annotation(type, Size.class)
                            .map(size -> text.length() >= size.min() && text.length() <= size.max())
                            .orElse(true);
        }
        return true;
    }

    /** Otherwise a constraint that is not applied here, or not to this type, would be without effect. */
    private static void requireKnown(AnnotatedType type) {
        var known = CONSTRAINTS.getOrDefault(type.getType(), Set.of());
        for (var constraint : type.getAnnotations()) {
            if (constraint.annotationType().isAnnotationPresent(Constraint.class)
                    && !known.contains(constraint.annotationType())) {
                throw new IllegalArgumentException(constraint + " cannot be applied to a " + type.getType());
            }
        }
    }

    private static long least(AnnotatedType type) {
        return annotation(type, Min.class).map(Min::value).orElse((long) Integer.MIN_VALUE);
    }

    private static long most(AnnotatedType type) {
        return annotation(type, Max.class).map(Max::value).orElse((long) Integer.MAX_VALUE);
    }

    /** A double without a limit is a mistake in the record. */
    private static <A extends Annotation> double decimal(
            AnnotatedType type, Class<A> limit, Function<A, String> value) {
        return Double.parseDouble(
                annotation(type, limit).map(value).orElseThrow(() -> new IllegalArgumentException("No " + limit)));
    }

    /** @param why of the converter, "" if a constraint is violated */
    private InvalidSettingException wrong(String value, AnnotatedType type, String why) {
        var message = message(type);
        if (message.isPresent()) {
            return new InvalidSettingException(key.value() + " " + message.get());
        }
        var allowed = allowed(type);
        return allowed.isEmpty()
                ? InvalidSettingException.because(key.value(), value, why)
                : InvalidSettingException.of(key.value(), value, allowed);
    }

    /** The message of the constraint, if it is not the standard one, which is a key in braces. */
    private static Optional<String> message(AnnotatedType type) {
        return annotation(type, Pattern.class)
                .map(Pattern::message)
                .or(() -> annotation(type, Size.class).map(Size::message))
                .filter(message -> !message.startsWith("{"));
    }

    /** What is allowed; "" if only the converter knows. */
    private String allowed(AnnotatedType type) {
        if (!key.allowed().isEmpty()) {
            return key.allowed();
        }
        if (type.getType().equals(int.class)) {
            return "a whole number from " + least(type) + " to " + most(type);
        }
        if (type.getType().equals(double.class)) {
            return "a number from " + decimal(type, DecimalMin.class, DecimalMin::value) + " to "
                    + decimal(type, DecimalMax.class, DecimalMax::value);
        }
        return converter(type).allowed();
    }
}
