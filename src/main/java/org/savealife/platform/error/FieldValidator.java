package org.savealife.platform.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the fields of a request and collects everything that is wrong with them, so that the caller hears of all bad
 * fields at once. A value object says itself what is wrong: its factory throws {@link IllegalArgumentException} with a
 * sentence for the person who filled in the field.
 */
public final class FieldValidator {

    /** One bad field, by its name in the request, and what to do about it. */
    public record Invalid(String field, String message) {}

    private final List<Invalid> invalid = new ArrayList<>();

    /** The value, or nothing if the field is missing or wrong, which {@link #check} then reports. */
    public <T> Optional<T> required(String field, Optional<String> text, Function<String, T> reader) {
        var filled = text.filter(value -> !value.isBlank());
        if (filled.isEmpty()) {
            invalid.add(new Invalid(field, "Please fill this in."));
        }
        return filled.flatMap(value -> read(field, value, reader));
    }

    /** The value, or nothing if the field is missing, blank or wrong; only the last is reported. */
    public <T> Optional<T> optional(String field, Optional<String> text, Function<String, T> reader) {
        return text.filter(value -> !value.isBlank()).flatMap(value -> read(field, value, reader));
    }

    /** Reports a field that is wrong in the light of another. */
    public void reject(String field, String message) {
        invalid.add(new Invalid(field, message));
    }

    /** @throws InvalidFieldsException if any field was missing or wrong */
    public void check() {
        if (!invalid.isEmpty()) {
            throw new InvalidFieldsException(invalid);
        }
    }

    private <T> Optional<T> read(String field, String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException wrong) {
            invalid.add(new Invalid(field, String.valueOf(wrong.getMessage())));
            return Optional.empty();
        }
    }
}
