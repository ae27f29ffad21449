package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotChoiceTest {

    private static final Instant TEN = Instant.parse("2026-12-03T09:00:00Z");
    private static final Instant BEFORE = TEN.minusSeconds(3600);

    @Test
    void only_times_with_free_seats_that_have_not_begun_can_be_chosen() {
        var slots = List.of(slot(0, 4, 1), slot(1, 4, 4), slot(2, 4, 1), slot(3, 0, 1), slot(4, 4, 0));

        assertThat(starts(SlotChoice.of(slots, Optional.empty(), BEFORE).free()))
                .containsExactly(0, 2, 4);
        assertThat(starts(SlotChoice.of(slots, Optional.empty(), TEN).free())).containsExactly(2, 4);
        assertThat(starts(SlotChoice.of(slots, Optional.of(at(2)), BEFORE).free()))
                .containsExactly(0, 4);
    }

    @Test
    void the_nearest_are_the_first_or_those_around_the_wanted_time_in_order() {
        var slots = IntStream.range(0, 9).mapToObj(number -> slot(number, 4, 0)).toList();
        var choice = SlotChoice.of(slots, Optional.empty(), BEFORE);

        assertThat(starts(choice.nearest(Optional.empty()))).containsExactly(0, 1, 2);
        assertThat(starts(choice.nearest(Optional.of(at(5))))).containsExactly(4, 5, 6);
        assertThat(starts(choice.nearest(Optional.of(at(20))))).containsExactly(6, 7, 8);
    }

    @Test
    void where_there_is_no_limit_there_is_a_seat() {
        var open = List.of(new Slot(TEN, Slot.NO_LIMIT, 5000, 0, 0));

        assertThat(SlotChoice.of(open, Optional.empty(), BEFORE).free()).isEqualTo(open);
    }

    private static List<Integer> starts(List<Slot> slots) {
        return slots.stream()
                .map(slot -> (int) Duration.between(TEN, slot.at()).toMinutes() / 15)
                .toList();
    }

    private static Slot slot(int number, int seats, int taken) {
        return new Slot(at(number), seats, taken, 0, 0);
    }

    private static Instant at(int number) {
        return TEN.plus(Duration.ofMinutes(15).multipliedBy(number));
    }
}
