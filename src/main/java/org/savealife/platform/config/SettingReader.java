package org.savealife.platform.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads and checks settings. A missing or invalid value is an {@link IllegalStateException} with a message as
 * {@link SettingsValidator} requires.
 *
 * @param settings finds the value of a key
 */
public record SettingReader(Function<String, Optional<String>> settings) {

    /** The value of a setting that must be set. */
    public String text(String key) {
        return settings.apply(key).orElseThrow(() -> new IllegalStateException(key + " is not set. It needs a value."));
    }

    /**
     * The value of an optional setting, which must match the form.
     *
     * @param allowed describes the form, for the message
     */
    public Optional<String> matching(String key, Pattern form, String allowed) {
        var value = settings.apply(key);
        value.filter(set -> !form.matcher(set).matches()).ifPresent(set -> {
            throw wrong(key, set, allowed);
        });
        return value;
    }

    public int wholeNumber(String key, int least, int most) {
        var value = text(key);
        try {
            var number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below, as for a number out of range
        }
        throw wrong(key, value, "a whole number from " + least + " to " + most);
    }

    public double number(String key, double least, double most) {
        var value = text(key);
        try {
            var number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below, as for a number out of range
        }
        throw wrong(key, value, "a number from " + least + " to " + most);
    }

    public boolean yesOrNo(String key) {
        return oneOf(key, "true", "false").equals("true");
    }

    public String oneOf(String key, String... allowed) {
        var value = text(key);
        if (!List.of(allowed).contains(value)) {
            throw wrong(key, value, String.join(", ", allowed));
        }
        return value;
    }

    /** The URL of a server; optional. */
    public Optional<URI> url(String key) {
        return settings.apply(key).map(value -> {
            try {
                var url = URI.create(value);
                if (List.of("http", "https").contains(String.valueOf(url.getScheme())) && url.getHost() != null) {
                    return url;
                }
            } catch (IllegalArgumentException none) {
                // told below, as for another kind of address
            }
            throw wrong(key, value, "a URL, like http://127.0.0.1:8000");
        });
    }

    /** The exception for a value that none of these methods checks. */
    public static IllegalStateException wrong(String key, String value, String allowed) {
        return new IllegalStateException(key + " is \"" + value + "\". Allowed: " + allowed + ".");
    }
}
