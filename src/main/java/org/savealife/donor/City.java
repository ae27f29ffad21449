package org.savealife.donor;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A city as a person typed it, and the key under which all spellings of it meet: {@code Haarlem}, {@code " HAARLEM "};
 * {@code São Paulo}, {@code SAO PAULO}.
 *
 * @param name as typed, blanks trimmed and folded; 1 to 100 letters, digits, blanks and {@code . , ' - / ( )}
 * @param key the name in NFKC, case folded, without diacritics, with one kind of apostrophe and hyphen
 */
public record City(String name, String key) {

    private static final int LONGEST = 100;

    /** In UTF-8: with a donor's id behind it the key must fit into a sort key of 1,024 bytes. */
    private static final int LONGEST_KEY = 800;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N} .,'’‘ʼ`´()/\\-‐‑–]+");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\h]+");

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
        var name = BLANKS.matcher(text).replaceAll(" ").strip();
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException("Please keep the city within " + LONGEST + " characters.");
        }
        if (!NAME.matcher(name).matches() || !LETTER.matcher(name).find()) {
            throw unfit();
        }
        var key = Folding.fold(name);
        if (!Folding.isKey(key, LONGEST_KEY)) {
            throw unfit();
        }
        return new City(name, key);
    }

    /**
     * Reads the city of somebody whom nobody knows: what is more like an advertisement than a city is refused, too.
     *
     * @throws IllegalArgumentException if the text cannot be the name of a city; says why
     */
    static City ofStranger(String text) {
        var city = of(text);
        if (Advertising.isInCity(city.name)) {
            throw unfit();
        }
        return city;
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
