package org.savealife.platform.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the fields of a request and collects everything that is wrong, so that the caller learns of all invalid fields
 * at once. The factory of a value object throws {@link IllegalArgumentException} with a sentence for the person who
 * filled in the field.
 */
public final class FieldValidator {

    private final List<InvalidField> invalid = new ArrayList<>();

    /** The value; empty if the field is missing or invalid, which {@link #check} then reports. */
    public <T> Optional<T> required(String field, Optional<String> text, Function<String, T> reader) {
        var filled = text.filter(value -> !value.isBlank());
        if (filled.isEmpty()) {
            invalid.add(new InvalidField(field, "Please fill this in."));
        }
        return filled.flatMap(value -> read(field, value, reader));
    }

    /** The value; empty if the field is missing, blank or invalid. Only an invalid one is reported. */
    public <T> Optional<T> optional(String field, Optional<String> text, Function<String, T> reader) {
        return text.filter(value -> !value.isBlank()).flatMap(value -> read(field, value, reader));
    }

    /** Reports a field whose value is invalid because of another field. */
    public void reject(String field, String message) {
        invalid.add(new InvalidField(field, message));
    }

    /** @throws InvalidFieldsException if any field was missing or invalid */
    public void check() {
        if (!invalid.isEmpty()) {
            throw new InvalidFieldsException(invalid);
        }
    }

    private <T> Optional<T> read(String field, String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException wrong) {
            invalid.add(new InvalidField(field, String.valueOf(wrong.getMessage())));
            return Optional.empty();
        }
    }
}
