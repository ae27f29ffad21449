package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerWorkersTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Map<String, PeerWorkers.Holding> leases = new HashMap<>();
    private int looks;
    private final PeerWorkers others = new PeerWorkers(() -> {
        looks++;
        return Map.copyOf(leases);
    });

    @Test
    void a_lease_that_is_renewed_tells_that_its_owner_reads() {
        leases.put("shard-1", new PeerWorkers.Holding("noor", "1"));
        assertThat(others.areSeen(Set.of(), 0)).isFalse();

        leases.put("shard-1", new PeerWorkers.Holding("noor", "2"));
        assertThat(others.areSeen(Set.of(), SECOND)).isTrue();
    }

    @Test
    void so_does_one_whose_owner_is_alive_at_the_first_look() {
        leases.put("shard-1", new PeerWorkers.Holding("noor", "1"));

        assertThat(others.areSeen(Set.of("noor", "omar"), 0)).isTrue();
    }

    @Test
    void a_lease_whose_owner_died_tells_nothing() {
        leases.put("shard-1", new PeerWorkers.Holding("noor", "1"));

        for (var second = 0; second < 5; second++) {
            assertThat(others.areSeen(Set.of(), second * SECOND)).isFalse();
        }
    }

    @Test
    void a_lease_that_was_not_there_before_tells_nothing_yet() {
        assertThat(others.areSeen(Set.of(), 0)).isFalse();
        leases.put("shard-1", new PeerWorkers.Holding("noor", "1"));

        assertThat(others.areSeen(Set.of(), SECOND)).isFalse();
    }

    @Test
    void the_leases_are_looked_at_once_a_second_until_somebody_is_seen() {
        leases.put("shard-1", new PeerWorkers.Holding("noor", "1"));
        others.areSeen(Set.of(), SECOND);
        others.areSeen(Set.of(), SECOND + 1);
        others.areSeen(Set.of(), 2 * SECOND - 1);
        assertThat(looks).isEqualTo(1);

        leases.put("shard-1", new PeerWorkers.Holding("noor", "2"));
        others.areSeen(Set.of(), 2 * SECOND);
        others.areSeen(Set.of(), 9 * SECOND);
        assertThat(looks).isEqualTo(2);
    }
}
