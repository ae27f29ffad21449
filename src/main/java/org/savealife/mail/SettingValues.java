package org.savealife.mail;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.mail.message.Sender;

/**
 * Reads and checks settings. A missing or invalid value is an {@link IllegalStateException} whose message contains the
 * key, the value and what is allowed.
 *
 * @param config finds the value of a key
 */
public record SettingValues(Function<String, Optional<String>> config) {

    private static final String ORGANISATION = "savealife.organisation.name";
    private static final int MAX_TIMEOUT_SECONDS = 3600;
    private static final double HIGHEST_RATE = 1_000_000;

    public String optional(String key) {
        return config.apply(key).map(String::strip).orElse("");
    }

    public String text(String key) {
        String value = optional(key);
        if (value.isEmpty()) {
            throw new IllegalStateException(key + " is not set.");
        }
        return value;
    }

    public int number(String key, int largest) {
        String value = text(key);
        try {
            int number = Integer.parseInt(value);
            require(number >= 1 && number <= largest);
            return number;
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, "a whole number from 1 to " + largest, e);
        }
    }

    public Duration seconds(String key) {
        return Duration.ofSeconds(number(key, MAX_TIMEOUT_SECONDS));
    }

    public double rate(String key) {
        String value = text(key);
        try {
            double rate = Double.parseDouble(value);
            require(rate == 0 || (rate >= 1 / HIGHEST_RATE && rate <= HIGHEST_RATE));
            return rate;
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, "a number of messages a second, up to 1000000, or 0 for no limit", e);
        }
    }

    /** The constant with that name in lower case. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> constants) {
        String value = text(key);
        try {
            return Enum.valueOf(constants, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String allowed = Stream.of(constants.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            throw wrong(key, value, allowed, e);
        }
    }

    public Sender sender(String key) {
        String value = text(key);
        try {
            return Sender.parse(value).orNamed(optional(ORGANISATION));
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, "one address, like name@example.org or Blood bank <name@example.org>", e);
        }
    }

    /** The URL of a server; "" if not set. */
    public String url(String key) {
        String value = optional(key);
        try {
            require(value.isEmpty() || isUrl(URI.create(value)));
            return value;
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, "a URL, like http://localhost:8005", e);
        }
    }

    /** A value of the given form; "" if not set. */
    public String matching(String key, Pattern form, String allowed) {
        String value = optional(key);
        if (!value.isEmpty() && !form.matcher(value).matches()) {
            throw wrong(key, value, allowed, new IllegalArgumentException("not of that form"));
        }
        return value;
    }

    private static boolean isUrl(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
    }

    private static void require(boolean fulfilled) {
        if (!fulfilled) {
            throw new IllegalArgumentException("out of range");
        }
    }

    private static IllegalStateException wrong(
            String key, String value, String allowed, IllegalArgumentException cause) {
        return new IllegalStateException(key + " is \"" + value + "\". Allowed: " + allowed + ".", cause);
    }
}
