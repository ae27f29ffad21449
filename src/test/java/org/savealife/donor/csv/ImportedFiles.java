package org.savealife.donor.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.savealife.donor.store.StoredDonors;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Makes imports of donors outside the container. */
final class ImportedFiles {

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    final DonorImportRepository store;
    private final TestTables tables;
    private final LongSupplier nanoTime;

    ImportedFiles(TestTables tables) {
        this(tables, System::nanoTime);
    }

    ImportedFiles(TestTables tables, LongSupplier nanoTime) {
        this.tables = tables;
        this.nanoTime = nanoTime;
        store = new DonorImportRepository(tables.client(), tables.tables(), tables.transactions(), CLOCK);
    }

    /** An import of a file with a head and these lines. */
    DonorImport file(String... lines) throws IOException {
        return text("first_name,email,city\n" + String.join("\n", lines) + "\n");
    }

    DonorImport text(String text) throws IOException {
        var job = DonorImportJob.begun(RandomId.next(), "anna", "this", CLOCK.instant());
        return open(store.add(job, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    DonorImport open(DonorImportJob job) {
        var donors = StoredDonors.repository(tables);
        return new DonorImport(job, donors, store, TestAudit.audit(tables), CLOCK, nanoTime);
    }

    DonorImportJob stored(DonorImport worked) {
        return store.find(worked.id()).orElseThrow();
    }

    /** The stored parts of its file. */
    List<Map<String, AttributeValue>> fileOf(DonorImport worked) {
        return tables.client()
                .query(query -> query.tableName(tables.tables().invitations())
                        .keyConditionExpression("PK = :file")
                        .expressionAttributeValues(Map.of(":file", AttributeValue.fromS("IMPORT#" + worked.id()))))
                .items();
    }
}
