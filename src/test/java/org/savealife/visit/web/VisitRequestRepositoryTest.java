package org.savealife.visit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.IdempotencyKey;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.UnprocessableException;

class VisitRequestRepositoryTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final VisitRequestRepository requests = new VisitRequestRepository(TABLES.client(), TABLES.tables(), clock);
    private final String key = RandomId.next();

    @AfterAll
    static void disconnect() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void a_request_is_done_once_it_was_carried_out_and_for_a_day() {
        var request = IdempotencyKey.of("anna", key, "body");

        assertThat(requests.isDone(request)).isFalse();
        requests.begin(request);
        assertThat(requests.isDone(request)).isFalse();
        requests.end(request);
        assertThat(requests.isDone(request)).isTrue();
        clock.advance(Duration.ofHours(25));
        assertThat(requests.isDone(request)).isFalse();
    }

    @Test
    void a_key_is_of_one_request_and_of_one_caller() {
        requests.begin(IdempotencyKey.of("anna", key, "body"));

        assertThatThrownBy(() -> requests.isDone(IdempotencyKey.of("anna", key, "another")))
                .isInstanceOf(UnprocessableException.class);
        assertThat(requests.isDone(IdempotencyKey.of("bert", key, "another"))).isFalse();
    }
}
