package org.savealife.invitation.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How a run is split into segments: into equal key ranges, since ids are random and therefore spread evenly. The
 * number of donors is estimated from the highest id among the first ones.
 *
 * @param expected number of donors in all
 * @param estimated whether that is an estimate
 * @param boundaries donor ids at which segments end, in order; empty for a run of one segment
 */
public record KeyRangeSplit(long expected, boolean estimated, List<String> boundaries) {

    /** Segments of a run at most. They and the run fit into one transaction, which takes 100 items. */
    public static final int MAX_SEGMENTS = 64;

    private static final int DONORS_TO_A_SEGMENT = 2_500;
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{12}.*");
    private static final int DIGITS = 12;
    private static final double KEYS = Math.pow(16, DIGITS);

    /** Boundaries have four hexadecimal digits. */
    private static final int BOUNDARIES = 1 << 16;

    /** An estimate from 500 donors is hardly ever farther off than this. */
    private static final double FARTHEST_OFF = 0.25;

    public KeyRangeSplit {
        boundaries = List.copyOf(boundaries);
    }

    /** For a city whose donors were all read. */
    public static KeyRangeSplit none(int donors) {
        return new KeyRangeSplit(donors, false, List.of());
    }

    /**
     * For a city with more donors than were read. If 500 donors reach up to an id that begins with {@code 1fff},
     * which is an eighth of all keys, 4,000 donors are expected.
     *
     * @param looked number of donors read, from the first in key order
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
     * The same split with the stored count of the city's donors instead of the estimate. A count that is far off is
     * ignored: another tool has stored donors without counting them.
     */
    public KeyRangeSplit counted(long donors) {
        return Math.abs(donors - expected) <= FARTHEST_OFF * expected
                ? new KeyRangeSplit(donors, false, boundaries)
                : this;
    }
}
