package org.savealife.donor.city;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.savealife.donor.City;

/**
 * Finds cities that may be one city misspelled, such as {@code Harlem} and {@code Haarlem}. Compares city keys, so
 * case, blanks at the ends and diacritics make no difference.
 */
public final class EditDistance {

    /** Names this short have too many neighbours: Haren and Laren are two cities. */
    private static final int SHORT = 5;

    private EditDistance() {}

    /** The given cities that are spelled almost like this one, the nearest first, without the city itself. */
    public static List<City> neighbours(City city, Collection<City> cities) {
        var most = city.key().length() <= SHORT ? 1 : 2;
        return cities.stream()
                .filter(other -> !other.equals(city))
                .filter(other -> Math.abs(other.key().length() - city.key().length()) <= most)
                .filter(other -> distance(city.key(), other.key()) <= most)
                .sorted(Comparator.comparingInt((City other) -> distance(city.key(), other.key()))
                        .thenComparing(City::key))
                .toList();
    }

    /**
     * How many letters must be inserted, deleted, changed, or swapped with the next one to turn one text into the
     * other, if no letter is touched twice (optimal string alignment).
     */
    static int distance(String one, String other) {
        var rows = new int[one.length() + 1][other.length() + 1];
        for (var i = 0; i <= one.length(); i++) {
            for (var j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, one, other, i, j);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int step(int[][] rows, String one, String other, int i, int j) {
        var change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        var least = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + change);
        var swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
