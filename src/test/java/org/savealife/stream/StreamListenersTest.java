package org.savealife.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.savealife.platform.dynamodb.Item;

class StreamListenersTest {

    private final List<String> seen = new ArrayList<>();

    @Test
    void a_record_goes_to_the_listeners_that_accept_it_and_to_no_other() {
        var listeners = new StreamListeners(List.of(
                listener(StreamEntity.DONATION, record -> seen.add("run " + record.id())),
                listener(StreamEntity.DONOR, record -> seen.add("welcome " + record.id())),
                listener(StreamEntity.DONATION, record -> seen.add("poster " + record.id()))));

        var verdict = listeners.handle(record("DONATION#91ab"));

        assertThat(verdict).isEqualTo(Verdict.HANDLED);
        assertThat(seen).containsExactly("run 91ab", "poster 91ab");
    }

    @Test
    void a_record_that_nobody_accepts_is_filtered() {
        var listeners = new StreamListeners(List.of(listener(StreamEntity.DONATION, record -> seen.add("run"))));

        assertThat(listeners.handle(record("DONOR#7c1d"))).isEqualTo(Verdict.FILTERED);
        assertThat(new StreamListeners(List.of()).handle(record("DONOR#7c1d"))).isEqualTo(Verdict.FILTERED);
        assertThat(seen).isEmpty();
    }

    @Test
    void what_a_listener_throws_is_the_callers_to_deal_with() {
        var listeners = new StreamListeners(List.of(listener(StreamEntity.DONATION, record -> {
            throw new IllegalStateException("no city");
        })));

        assertThatThrownBy(() -> listeners.handle(record("DONATION#91ab"))).hasMessage("no city");
    }

    private static StreamRecord record(String partitionKey) {
        return StreamRecord.inserted("100", Item.of(partitionKey, "CITY#haarlem"), Instant.EPOCH);
    }

    private static StreamListener listener(StreamEntity entity, Consumer<StreamRecord> effect) {
        return new StreamListener() {
            @Override
            public boolean accepts(StreamRecord record) {
                return record.entity() == entity;
            }

            @Override
            public void handle(StreamRecord record) {
                effect.accept(record);
            }
        };
    }
}
