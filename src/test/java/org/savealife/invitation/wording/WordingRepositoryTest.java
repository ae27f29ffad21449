package org.savealife.invitation.wording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.invitation.run.Kind;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.i18n.Language;

class WordingRepositoryTest {

    private static final Instant NOW = Instant.parse("2026-12-03T09:00:00.123Z");
    private static final WordingKey KEY = new WordingKey(Kind.CHANGE, Language.ENGLISH);

    private EmbeddedDynamoDb database;
    private TestTables tables;
    private WordingRepository wordings;

    @BeforeEach
    void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        wordings = new WordingRepository(
                tables.client(), tables.tables(), tables.transactions(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stopDatabase() {
        tables.close();
        database.close();
    }

    @Test
    void each_version_says_who_wrote_it_and_when_and_the_last_one_counts() {
        var first = subject("Moved: {{city}}");
        var second = subject("It has moved, <{{day}}>");

        assertThat(wordings.last(KEY)).isEmpty();
        wordings.save(KEY, 0, first, "zoe");
        wordings.save(KEY, 1, second, "ada");

        assertThat(wordings.last(KEY)).contains(new WordingVersion(2, NOW, "ada", Optional.of(second)));
        assertThat(wordings.versions(KEY, 10))
                .containsExactly(
                        new WordingVersion(2, NOW, "ada", Optional.of(second)),
                        new WordingVersion(1, NOW, "zoe", Optional.of(first)));
        assertThat(wordings.last(new WordingKey(Kind.CHANGE, Language.DUTCH))).isEmpty();
    }

    @Test
    void going_back_to_the_shipped_words_is_a_version_without_words() {
        wordings.save(KEY, 0, subject("Moved"), "zoe");

        wordings.save(KEY, 1, ShippedWording.of(KEY), "ada");

        assertThat(wordings.last(KEY)).contains(new WordingVersion(2, NOW, "ada", Optional.empty()));
    }

    @Test
    void what_is_in_force_already_makes_no_version() {
        assertThat(wordings.save(KEY, 0, ShippedWording.of(KEY), "zoe")).isEmpty();
        wordings.save(KEY, 0, subject("Moved"), "zoe");

        var again = wordings.save(KEY, 0, subject("Moved"), "ada");

        assertThat(again).contains(new WordingVersion(1, NOW, "zoe", Optional.of(subject("Moved"))));
        assertThat(wordings.versions(KEY, 10)).hasSize(1);
    }

    @Test
    void who_has_read_an_earlier_version_overwrites_nothing() {
        wordings.save(KEY, 0, subject("Moved"), "zoe");

        assertThatThrownBy(() -> wordings.save(KEY, 0, subject("It moved"), "ada"))
                .isInstanceOfSatisfying(
                        PreconditionFailedException.class,
                        refused -> assertThat(refused.tag()).isEqualTo("1"));
        assertThat(wordings.last(KEY).map(WordingVersion::by)).contains("zoe");
    }

    @Test
    void of_many_who_save_at_once_one_succeeds() throws InterruptedException {
        var start = new CountDownLatch(1);
        var saving = new ArrayList<Future<?>>();
        var executor = Executors.newFixedThreadPool(8);
        for (var who = 0; who < 8; who++) {
            var name = "staff" + who;
            saving.add(executor.submit(() -> {
                start.await();
                return wordings.save(KEY, 0, subject("By " + name), name);
            }));
        }
        start.countDown();
        var refused = saving.stream().filter(WordingRepositoryTest::isRefused).count();
        executor.shutdown();

        assertThat(refused).isEqualTo(7);
        assertThat(wordings.versions(KEY, 10)).hasSize(1);
    }

    @Test
    void versions_are_in_the_table_without_a_stream() {
        wordings.save(KEY, 0, subject("Moved"), "zoe");

        assertThat(tables.client()
                        .scan(scan -> scan.tableName(tables.tables().main()))
                        .items())
                .allSatisfy(item -> assertThat(Item.from(item).partitionKey()).doesNotStartWith("WORDING"));
    }

    private static boolean isRefused(Future<?> saving) {
        try {
            saving.get();
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof PreconditionFailedException;
        }
    }

    private static Wording subject(String subject) {
        var passages = new HashMap<>(ShippedWording.of(KEY).passages());
        passages.put(Wording.SUBJECT, subject);
        return new Wording(passages);
    }
}
