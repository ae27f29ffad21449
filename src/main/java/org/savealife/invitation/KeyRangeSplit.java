package org.savealife.invitation;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How a run is cut into segments: by key, since ids are random and so spread evenly. How many donors there are is told
 * from how far the first ones reach.
 *
 * @param expected donors in all
 * @param estimated whether that is an estimate
 * @param boundaries donor ids at which segments end, in order; none for a run of one segment
 */
public record KeyRangeSplit(long expected, boolean estimated, List<String> boundaries) {

    /** Most segments of a run: they and the run fit into one transaction, which takes 100 items. */
    static final int MAX_SEGMENTS = 64;

    private static final int DONORS_TO_A_SEGMENT = 2_500;
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{12}.*");
    private static final int DIGITS = 12;
    private static final double KEYS = Math.pow(16, DIGITS);

    /** A boundary has four digits. */
    private static final int BOUNDARIES = 1 << 16;

    /** An estimate from 500 donors is hardly ever farther off. */
    private static final double FARTHEST_OFF = 0.25;

    public KeyRangeSplit {
        boundaries = List.copyOf(boundaries);
    }

    /** For a city of which every donor was looked at. */
    public static KeyRangeSplit none(int donors) {
        return new KeyRangeSplit(donors, false, List.of());
    }

    /**
     * For a city with more donors than were looked at.
     *
     * @param looked donors looked at, from the first in key order
     * @param last id of the last of them
     */
    public static KeyRangeSplit estimated(int looked, String last) {
        if (!HEXADECIMAL.matcher(last).matches()) {
            return new KeyRangeSplit(looked, true, List.of());
        }
        var share = (Long.parseLong(last.substring(0, DIGITS), 16) + 1) / KEYS;
        var expected = Math.round(looked / share);
        var segments = (int) Math.min(MAX_SEGMENTS, (expected + DONORS_TO_A_SEGMENT - 1) / DONORS_TO_A_SEGMENT);
        return new KeyRangeSplit(
                expected,
                true,
                IntStream.range(1, segments)
                        .mapToObj(index -> String.format("%04x", index * BOUNDARIES / segments))
                        .toList());
    }

    /**
     * The same with the number of donors that was kept up as they came and went. Where that is far off the estimate, since another
     * tool has stored donors, it does not count.
     */
    public KeyRangeSplit counted(long donors) {
        return Math.abs(donors - expected) <= FARTHEST_OFF * expected
                ? new KeyRangeSplit(donors, false, boundaries)
                : this;
    }
}
