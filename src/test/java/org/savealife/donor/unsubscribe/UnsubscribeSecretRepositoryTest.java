package org.savealife.donor.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.TestTables;

class UnsubscribeSecretRepositoryTest {

    @Test
    void all_nodes_agree_on_one_secret_however_many_ask_first() {
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var tables = new TestTables(database.endpoint())) {
            var repository = new UnsubscribeSecretRepository(tables.client(), tables.tables());

            var secrets = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(node -> repository.get())
                    .distinct()
                    .toList();

            assertThat(secrets)
                    .singleElement()
                    .satisfies(secret -> assertThat(secret).hasSize(43));
        }
    }
}
