package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

class DonorImportRepositoryTest {

    private static EmbeddedDynamoDb database;
    private static TestTables all;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        all = new TestTables(database.endpoint());
    }

    @AfterAll
    static void stopDatabase() {
        all.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "../etc",
                "\u0000",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF"
            })
    void what_is_no_id_is_no_import(String id) {
        var files = new ImportedFiles(all);

        assertThat(files.store.find(id)).isEmpty();
        assertThat(files.store.find(id.repeat(2_000))).isEmpty();
    }

    @Test
    void a_big_file_is_kept_in_parts_and_read_as_it_was() throws IOException {
        var random = new Random(7);
        var bytes = new byte[1_200_000];
        random.nextBytes(bytes);
        var files = new ImportedFiles(all);
        var job = files.store.add(
                DonorImportJob.begun(RandomId.next(), "anna", "this", ImportedFiles.CLOCK.instant()),
                new ByteArrayInputStream(bytes));
        var file = Files.createTempFile("files", ".csv");
        try {
            files.store.fetch(job.id(), file);

            assertThat(file).hasBinaryContent(bytes);
            assertThat(files.store.find(job.id())).contains(job);
            files.store.deleteFile(job.id());
            files.store.fetch(job.id(), file);
            assertThat(file).isEmptyFile();
        } finally {
            Files.delete(file);
        }
    }
}
