package org.savealife.donor;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A city as a person typed it, and the key that all spellings of it share: {@code Haarlem}, {@code " HAARLEM "}; {@code
 * São Paulo}, {@code SAO PAULO}; {@code Łódź}, {@code Lodz}; {@code Sint-Truiden}, {@code Sint Truiden}. A city with a
 * second name, in another language or a short one, counts as two cities here.
 *
 * @param name as typed, with blanks trimmed and folded, without invisible characters except joiners; 1 to 100 letters,
 *     digits, blanks, apostrophes, dashes and {@code . , / ( ) ·}
 * @param key see {@link TextFolding#foldCity}; the key of a key is the key itself
 */
public record City(String name, String key) {

    private static final int MAX_LENGTH = 100;

    /** Bytes in UTF-8. Together with a donor's id the key must fit into a sort key of 1,024 bytes. */
    private static final int MAX_KEY_LENGTH = 800;

    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{M}\\p{N} .,'’‘‛′`´()/\\p{Pd}\u2212·・\u200C\u200D]+");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\h]+");

    /** Zero-width blanks, soft hyphens and direction marks, which get into a text by copying. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}&&[^\u200C\u200D]]");

    /** The city that was read last. A run reads the same one for each of its donors. */
    private static volatile Optional<City> last = Optional.empty();

    /** @throws IllegalArgumentException if the text cannot be the name of a city; the message tells why */
    public static City of(String text) {
        var before = last;
        if (before.isPresent() && before.get().name.equals(text)) {
            return before.get();
        }
        var city = read(text);
        last = Optional.of(city);
        return city;
    }

    private static City read(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Please write the city on one line, without control characters.");
        }
        var name = BLANKS.matcher(UNSEEN.matcher(text).replaceAll(""))
                .replaceAll(" ")
                .strip();
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("Please keep the city within " + MAX_LENGTH + " characters.");
        }
        if (!NAME.matcher(name).matches() || !LETTER.matcher(name).find()) {
            throw unfit();
        }
        var key = TextFolding.foldCity(name);
        if (!TextFolding.isKey(key, MAX_KEY_LENGTH)) {
            throw unfit();
        }
        return new City(name, key);
    }

    /**
     * Reads the city that an unknown person typed. Also refuses text that looks more like an advertisement than like a
     * city.
     *
     * @throws IllegalArgumentException if the text cannot be the name of a city; the message tells why
     */
    public static City ofStranger(String text) {
        var city = of(text);
        if (AdvertisingDetector.isInCity(city.name)) {
            throw unfit();
        }
        return city;
    }

    /**
     * The key under which earlier releases filed the city. They recognised fewer spellings of one city, and gave one
     * key to different cities in scripts of India and Japan.
     */
    public String formerKey() {
        return TextFolding.fold(name);
    }

    private static IllegalArgumentException unfit() {
        return new IllegalArgumentException(
                "Please write the city in letters; blanks, hyphens and apostrophes are fine.");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof City city && key.equals(city.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
