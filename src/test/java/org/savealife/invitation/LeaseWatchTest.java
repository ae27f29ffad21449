package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {

    private static final long NOW = 1_800_000_000_000L;

    private final LeaseWatch leases = new LeaseWatch();
    private long nanos = Duration.ofDays(1).toNanos();

    @Test
    void a_segment_without_an_owner_may_be_claimed_when_its_time_has_come() {
        assertThat(look(segment("", 0), segment("", NOW), segment("", NOW + 1)))
                .extracting(Segment::leaseUntil)
                .containsExactly(0L, NOW);
    }

    @Test
    void a_lease_is_taken_over_when_it_was_not_renewed_for_ten_seconds_whatever_the_clocks_say() {
        for (var leaseUntil : List.of(NOW - 60_000, NOW, NOW + 60_000)) {
            var held = segment("another", leaseUntil);
            assertThat(lookEverySecond(10, held)).isEmpty();

            assertThat(lookEverySecond(1, held)).containsExactly(held);
            look();
        }
    }

    @Test
    void a_lease_that_is_renewed_is_never_taken_over() {
        for (var renewal = 0; renewal < 10; renewal++) {
            assertThat(lookEverySecond(9, segment("another", NOW + renewal))).isEmpty();
        }
    }

    @Test
    void a_node_that_could_not_watch_begins_anew() {
        var held = segment("another", NOW);
        lookEverySecond(9, held);

        nanos += Duration.ofSeconds(30).toNanos();

        assertThat(lookEverySecond(10, held)).isEmpty();
        assertThat(lookEverySecond(1, held)).containsExactly(held);
    }

    @Test
    void a_lease_that_this_node_could_not_give_back_is_its_own_to_take_at_once() {
        leases.abandon("mine");

        assertThat(look(segment("mine", NOW + 9_000))).hasSize(1);
        leases.forget("mine");
        assertThat(look(segment("mine", NOW + 9_000))).isEmpty();
    }

    @Test
    void it_tells_how_long_a_segment_has_been_as_it_is() {
        var free = segment("", 0);
        lookEverySecond(3, free);

        assertThat(leases.seenFor(free, nanos)).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(leases.seenFor(new Segment("another", "", "~", "", "", 0, Segment.Pass.FIRST), nanos))
                .isZero();

        lookEverySecond(1, segment("another", NOW));
        assertThat(leases.seenFor(free, nanos)).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    private List<Segment> lookEverySecond(int seconds, Segment segment) {
        List<Segment> claimable = List.of();
        for (var second = 0; second < seconds; second++) {
            claimable = look(segment);
            nanos += Duration.ofSeconds(1).toNanos();
        }
        return claimable;
    }

    private List<Segment> look(Segment... open) {
        return leases.claimable(List.of(open), nanos, NOW);
    }

    private static Segment segment(String owner, long leaseUntil) {
        return new Segment("donation", "", "~", "", owner, leaseUntil, Segment.Pass.FIRST);
    }
}
