package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.savealife.donor.City;
import org.savealife.donor.store.Arrival;

class RecentArrivalsTest {

    private static final long LATER = RecentArrivals.MAX_INDEX_LAG.toNanos();

    private final RecentArrivals recent = new RecentArrivals();

    @Test
    void donors_are_looked_for_once_when_the_index_has_had_time() {
        recent.remember(List.of(arrival("1")), 0);
        recent.remember(List.of(arrival("2")), 1);

        assertThat(recent.takeSettled(LATER - 1)).isEmpty();
        assertThat(recent.takeSettled(LATER)).containsExactly(arrival("1"));
        assertThat(recent.takeSettled(LATER + 1)).containsExactly(arrival("2"));
        assertThat(recent.takeSettled(3 * LATER)).isEmpty();
    }

    @Test
    void whom_the_index_shows_is_not_looked_for() {
        recent.remember(List.of(arrival("1"), arrival("2")), 0);

        recent.forget(List.of("1", "3"));

        assertThat(recent.takeSettled(LATER)).containsExactly(arrival("2"));
    }

    @Test
    void who_comes_again_is_looked_for_later_and_once() {
        recent.remember(List.of(arrival("1")), 0);
        recent.remember(List.of(arrival("1")), 10);

        assertThat(recent.takeSettled(LATER)).isEmpty();
        assertThat(recent.takeSettled(LATER + 10)).containsExactly(arrival("1"));
    }

    @Test
    void of_too_many_those_who_came_first_are_forgotten() {
        recent.remember(
                IntStream.rangeClosed(1, 20_001)
                        .mapToObj(number -> arrival(Integer.toString(number)))
                        .toList(),
                0);

        assertThat(recent.takeSettled(LATER))
                .hasSize(20_000)
                .doesNotContain(arrival("1"))
                .contains(arrival("20001"));
    }

    private static Arrival arrival(String id) {
        return new Arrival(id, City.of("Haarlem"));
    }
}
