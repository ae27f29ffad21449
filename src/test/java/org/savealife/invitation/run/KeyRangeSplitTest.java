package org.savealife.invitation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.RandomId;

class KeyRangeSplitTest {

    @Test
    void a_small_city_stays_one_segment_and_its_donors_are_counted() {
        assertThat(KeyRangeSplit.none(321)).isEqualTo(new KeyRangeSplit(321, false, java.util.List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "20000000000000000000000000000000, 4000, 2",
        "06666666666666666666666666666666, 20000, 8",
        "00010000000000000000000000000000, 32768000, 64",
        "ffffffffffffffffffffffffffffffff, 500, 1"
    })
    void how_far_the_first_donors_reach_tells_how_many_there_are(String last, long expected, int segments) {
        var split = KeyRangeSplit.estimated(500, last);

        assertThat(split.expected()).isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(split.boundaries()).hasSize(segments - 1).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void boundaries_part_random_ids_evenly() {
        var boundaries =
                KeyRangeSplit.estimated(500, "06666666666666666666666666666666").boundaries();
        var ids = Stream.generate(RandomId::next).limit(8_000).toList();

        var before = "";
        for (var boundary : boundaries) {
            var from = before;
            assertThat(ids.stream()
                            .filter(id -> id.compareTo(from) > 0 && id.compareTo(boundary) <= 0)
                            .count())
                    .isBetween(800L, 1_200L);
            before = boundary;
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 20000, false", "18999, 18999, false", "0, 20000, true", "30000, 20000, true"})
    void what_was_counted_tells_how_many_there_are_unless_it_is_far_off(
            long counted, long expected, boolean estimated) {
        var split =
                KeyRangeSplit.estimated(500, "06666666666666666666666666666666").counted(counted);

        assertThat(split.expected()).isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(0.1));
        assertThat(split.estimated()).isEqualTo(estimated);
        assertThat(split.boundaries()).hasSize(7);
    }

    @Test
    void ids_of_another_kind_are_not_split() {
        assertThat(KeyRangeSplit.estimated(500, "donor-17").boundaries()).isEmpty();
    }
}
