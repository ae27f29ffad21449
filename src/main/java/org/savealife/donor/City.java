package org.savealife.donor;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A city as a person typed it, and the key under which all spellings of it meet: {@code Haarlem},
 * {@code " HAARLEM "}; {@code São Paulo}, {@code SAO PAULO}; {@code Łódź}, {@code Lodz}; {@code Sint-Truiden},
 * {@code Sint Truiden}. Cities that have another name in another language, or a short one, are two here.
 *
 * @param name as typed, blanks trimmed and folded, without what cannot be seen but joiners; 1 to 100 letters, digits,
 *     blanks, apostrophes, dashes and {@code . , / ( ) ·}
 * @param key see {@link TextFolding#foldCity}; the key of a key is the key itself
 */
public record City(String name, String key) {

    private static final int MAX_LENGTH = 100;

    /** In UTF-8: with a donor's id behind it the key must fit into a sort key of 1,024 bytes. */
    private static final int MAX_KEY_LENGTH = 800;

    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{M}\\p{N} .,'’‘‛′`´()/\\p{Pd}\u2212·・\u200C\u200D]+");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\h]+");

    /** Zero-width blanks, soft hyphens, marks of direction: what gets into a text by copying. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}&&[^\u200C\u200D]]");

    /** The last one that was read: a run reads the same one for each of its donors. */
    private static volatile Optional<City> last = Optional.empty();

    /** @throws IllegalArgumentException if the text cannot be the name of a city; says why */
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
     * Reads the city of somebody whom nobody knows: what is more like an advertisement than a city is refused, too.
     *
     * @throws IllegalArgumentException if the text cannot be the name of a city; says why
     */
    public static City ofStranger(String text) {
        var city = of(text);
        if (AdvertisingDetector.isInCity(city.name)) {
            throw unfit();
        }
        return city;
    }

    /**
     * The key under which releases before this one filed the city. It knew fewer spellings of one city, and took some
     * cities in scripts of India and Japan for one.
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
