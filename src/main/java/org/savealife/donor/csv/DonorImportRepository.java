package org.savealife.donor.csv;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Stores imports of donors and their files, so that they outlive the process that works on them, and its disk.
 *
 * <p>Items of the invitations table, kept for a day:
 *
 * <ul>
 *   <li>an import, {@code PK} {@code IMPORTS}, {@code SK} the id: {@code owner}, {@code started_at}, {@code state},
 *       {@code failure}, {@code worker}, {@code changed_at}, the numbers {@code to_import}, {@code line}, {@code beat},
 *       those of the figures, and {@code column#<word>};
 *   <li>a part of its file, {@code PK} {@code IMPORT#<id>}, {@code SK} the number of the part: {@code content} (bytes;
 *       all parts together are gzip).
 * </ul>
 */
@ApplicationScoped
public class DonorImportRepository {

    private static final String JOBS = "IMPORTS";
    private static final String FILE_PREFIX = "IMPORT#";
    private static final String CONTENT = "content";
    private static final String COLUMN_PREFIX = "column#";
    private static final Retention KEPT = new Retention(1);

    /** A DynamoDB item has at most 400 KB. */
    private static final int PART = 350_000;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final Clock clock;

    @Inject
    public DonorImportRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Stores a new import with its file. The import is stored last, so that each import has its whole file. */
    DonorImportJob add(DonorImportJob job, InputStream content) throws IOException {
        try (var parts = new Parts(job.id());
                var compressed = new GZIPOutputStream(parts)) {
            content.transferTo(compressed);
        }
        var stored = job.stored(clock.instant());
        transactions.write(List.of(Transactions.putNew(tables.invitations(), item(stored))));
        return stored;
    }

    /** Cuts the bytes into items, and stores each item when it is full. */
    private final class Parts extends OutputStream {

        private final String id;
        private final ByteArrayOutputStream part = new ByteArrayOutputStream(PART);
        private int number;

        Parts(String id) {
            this.id = id;
        }

        @Override
        public void write(int one) {
            part.write(one);
            storeIfFull();
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            for (var written = 0; written < length; ) {
                var more = Math.min(length - written, PART - part.size());
                part.write(bytes, from + written, more);
                written += more;
                storeIfFull();
            }
        }

        private void storeIfFull() {
            if (part.size() == PART) {
                store();
            }
        }

        private void store() {
            var attributes = new HashMap<>(
                    KEPT.limit(part(id, number++), clock.instant()).attributes());
            attributes.put(CONTENT, AttributeValue.fromB(SdkBytes.fromByteArray(part.toByteArray())));
            dynamoDb.putItem(put -> put.tableName(tables.invitations()).item(attributes));
            part.reset();
        }

        @Override
        public void close() {
            if (part.size() > 0) {
                store();
            }
        }
    }

    private static Item part(String id, int number) {
        return Item.of(FILE_PREFIX + id, String.format(Locale.ROOT, "%05d", number));
    }

    /** Writes the file of the import to disk, or an empty file if it is no longer kept. */
    void fetch(String id, Path file) throws IOException {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :file")
                .expressionAttributeValues(Map.of(":file", AttributeValue.fromS(FILE_PREFIX + id)))
                .consistentRead(true)
                .build();
        var parts = dynamoDb.queryPaginator(request).items().stream()
                .map(part -> Objects.requireNonNull(part.get(CONTENT)).b().asInputStream())
                .iterator();
        if (!parts.hasNext()) {
            Files.write(file, new byte[0]);
            return;
        }
        try (var content = new GZIPInputStream(new SequenceInputStream(oneByOne(parts)))) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing else
    private static Enumeration<InputStream> oneByOne(Iterator<InputStream> parts) {
        return new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return parts.next();
            }
        };
    }

    /** @return nothing if the text is no id, for example of a page that was opened without one */
    Optional<DonorImportJob> find(String id) {
        if (!id.matches(RandomId.FORM)) {
            return Optional.empty();
        }
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.invitations()).key(key(id).key()).consistentRead(true));
        return found.hasItem() ? Optional.of(job(Item.from(found.item()))) : Optional.empty();
    }

    /** All imports of the last day, the newest first. */
    public List<DonorImportJob> list() {
        var now = clock.instant().getEpochSecond();
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :jobs")
                .filterExpression(Tables.DELETE_AFTER + " > :now")
                .expressionAttributeValues(
                        Map.of(":jobs", AttributeValue.fromS(JOBS), ":now", AttributeValue.fromN(Long.toString(now))))
                .build();
        return dynamoDb.queryPaginator(request).items().stream()
                .map(item -> job(Item.from(item)))
                .sorted((one, other) -> other.startedAt().compareTo(one.startedAt()))
                .toList();
    }

    /**
     * Stores the progress of an import, unless another process has stored it since.
     *
     * @param job as it was read or stored last, with the changes made since
     * @return the import as it is stored now; nothing if another process has taken it over
     */
    Optional<DonorImportJob> save(DonorImportJob job) {
        var stored = job.stored(clock.instant());
        try {
            transactions.write(List.of(Transactions.put(
                    tables.invitations(),
                    item(stored),
                    "beat = :beat",
                    Map.of(":beat", AttributeValue.fromN(Long.toString(job.beat()))))));
            return Optional.of(stored);
        } catch (Transactions.ConditionFailedException takenOver) {
            return find(job.id()).filter(stored::equals);
        }
    }

    /** Deletes the file. Repeatable. */
    void deleteFile(String id) {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :file")
                .projectionExpression("PK, SK")
                .expressionAttributeValues(Map.of(":file", AttributeValue.fromS(FILE_PREFIX + id)))
                .build();
        dynamoDb.queryPaginator(request)
                .items()
                .forEach(part -> dynamoDb.deleteItem(
                        delete -> delete.tableName(tables.invitations()).key(part)));
    }

    private static Item key(String id) {
        return Item.of(JOBS, id);
    }

    private static Item item(DonorImportJob job) {
        var item = key(job.id())
                .with("owner", job.owner())
                .with("started_at", job.startedAt())
                .with("state", job.state().word())
                .with("failure", job.failure())
                .with("worker", job.worker())
                .with("changed_at", job.changedAt())
                .with("to_import", job.toImport())
                .with("line", job.line())
                .with("beat", job.beat())
                .with("lines", job.figures().lines())
                .with("fit", job.figures().fit())
                .with("wrong", job.figures().wrong())
                .with("repeated", job.figures().repeated())
                .with("known", job.figures().known())
                .with("imported", job.figures().imported());
        for (var column : job.columns().entrySet()) {
            item = item.with(COLUMN_PREFIX + column.getKey(), column.getValue());
        }
        return KEPT.limit(item, job.changedAt());
    }

    private static DonorImportJob job(Item item) {
        var columns = new HashMap<String, Integer>();
        item.attributes().keySet().stream()
                .filter(name -> name.startsWith(COLUMN_PREFIX))
                .forEach(name -> columns.put(name.substring(COLUMN_PREFIX.length()), (int) item.number(name)));
        return new DonorImportJob(
                item.sortKey(),
                item.text("owner"),
                item.instant("started_at"),
                DonorImportJob.State.ofWord(item.text("state")),
                columns,
                new DonorImportJob.Figures(
                        item.number("lines"),
                        item.number("fit"),
                        item.number("wrong"),
                        item.number("repeated"),
                        item.number("known"),
                        item.number("imported")),
                item.number("to_import"),
                item.number("line"),
                item.findText("failure").orElse(""),
                item.findText("worker").orElse(""),
                item.number("beat"),
                item.instant("changed_at"));
    }
}
