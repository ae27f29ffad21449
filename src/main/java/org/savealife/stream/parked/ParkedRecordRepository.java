package org.savealife.stream.parked;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.retry.DatabaseUnavailable;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.StreamEntity;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamRecord;
import org.savealife.stream.StreamRecord.Kind;
import org.savealife.stream.Verdict;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Stream records that could not be handled, in the invitations table, until staff replay or discard them. Methods throw
 * {@link SdkException} while the database does not answer. Thread-safe.
 *
 * <p>Items: {@code PK} {@code PARKED}, {@code SK} the id, with the components of {@link ParkedRecord}; and the body as
 * JSON text in parts, {@code PK} {@code PARKED#<id>}, {@code SK} {@code BODY#0000} and so on, because two images of up
 * to 400 KB may not fit into one item. Both are deleted {@code savealife.retention.parked} days after parking. The id
 * is derived from the stream record, so a record that is parked twice is stored once.
 */
@ApplicationScoped
public class ParkedRecordRepository implements RecordHandler.Parking {

    private static final System.Logger LOG = System.getLogger(ParkedRecordRepository.class.getName());

    private static final String FAMILY = "PARKED";
    private static final String EVENT_NAME = "event_name";
    private static final String ENTITY = "entity";
    private static final String ENTITY_ID = "entity_id";
    private static final String CREATED_AT = "created_at";
    private static final String PARKED_AT = "parked_at";
    private static final String ATTEMPTS = "attempts";
    private static final String ERROR = "error";
    private static final String STACK = "stack";
    private static final String PARTS = "parts";
    private static final String TEXT = "text";

    /** A char needs at most three bytes in UTF-8, so a part is below 300 KB; an item can have 400 KB. */
    private static final int PART_CHARS = 100_000;

    /** Instants of the same length, so that ids sort by time. */
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-\\w{1,64}");

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final StreamListeners listeners;
    private final Clock clock;
    private final int keptDays;

    @Inject
    public ParkedRecordRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            StreamListeners listeners,
            Clock clock,
            RetentionSettings retention) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.listeners = listeners;
        this.clock = clock;
        this.keptDays = retention.parked();
    }

    @Override
    public void park(StreamRecord record, int attempts, FailureSummary failure) {
        var parked = new ParkedRecord(
                ID_TIME.format(record.createdAt()) + "-" + record.sequenceNumber(),
                record.kind(),
                record.entity(),
                record.id(),
                record.createdAt(),
                clock.instant(),
                attempts,
                failure);
        var parts = parts(RecordBody.text(record));
        // The body first, so that every record in the list has its body
        for (var part = 0; part < parts.size(); part++) {
            var item = Item.of(bodyKey(parked.id()), partKey(part)).with(TEXT, parts.get(part));
            put(limited(item, parked));
        }
        put(limited(item(parked, parts.size()), parked));
        LOG.log(
                System.Logger.Level.ERROR,
                "stream record {0} {1} {2} is parked after {3} attempts. Fix the cause, then replay or discard {4}",
                record.kind(),
                record.entity().text(),
                record.id(),
                Integer.toString(attempts),
                parked.id());
    }

    @Override
    public boolean isOpen() {
        try {
            get(FAMILY, FAMILY);
            return true;
        } catch (SdkException away) {
            return false;
        }
    }

    /** The parked records, oldest change first. */
    public Listing<ParkedRecord> list(Cursor after, int limit) {
        var query = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :family")
                .expressionAttributeValues(Map.of(":family", AttributeValue.fromS(FAMILY)))
                .limit(limit);
        if (!after.isNone()) {
            query.exclusiveStartKey(
                    Item.of(after.keys().get(0), after.keys().get(1)).key());
        }
        var page = dynamoDb.query(query.build());
        var entries = page.items().stream()
                .map(Item::from)
                .map(ParkedRecordRepository::parked)
                .toList();
        var next = page.hasLastEvaluatedKey()
                ? Cursor.of(FAMILY, Item.from(page.lastEvaluatedKey()).sortKey())
                : Cursor.NONE;
        return new Listing<>(entries, next);
    }

    public Optional<ParkedRecord> find(String id) {
        return findItem(id).map(ParkedRecordRepository::parked);
    }

    /** The stream record as JSON, in the form of {@link RecordBody}; empty if there is no such record. */
    public Optional<String> body(String id) {
        return findItem(id).map(parked -> body(parked));
    }

    /**
     * Lets the listeners handle the record again. If it is handled or not accepted any more, it is deleted. If it fails
     * again, it stays, with the new error. If the database is unavailable, it does not change, and the exception is
     * thrown.
     *
     * @return the verdict; empty if there is no such record
     */
    public Optional<Verdict> replay(String id) {
        return findItem(id).map(this::replay);
    }

    /**
     * Deletes the record and its body.
     *
     * @return false if there is no such record
     */
    public boolean discard(String id) {
        var parked = findItem(id);
        parked.ifPresent(this::remove);
        return parked.isPresent();
    }

    private Verdict replay(Item item) {
        var parked = parked(item);
        try {
            var verdict = listeners.handle(RecordBody.parse(body(item)));
            remove(item);
            LOG.log(System.Logger.Level.INFO, "parked record {0} replayed: {1}", parked.id(), verdict.text());
            return verdict;
        } catch (RuntimeException | Error failure) {
            if (DatabaseUnavailable.isCauseOf(failure)) {
                throw failure;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "replay of parked record {0} failed: {1}",
                    parked.id(),
                    FailureSummary.kinds(failure));
            replace(limited(item(parked.triedAgain(FailureSummary.of(failure)), partCount(item)), parked));
            return Verdict.PARKED;
        }
    }

    private String body(Item parked) {
        return IntStream.range(0, partCount(parked))
                .mapToObj(part -> get(bodyKey(parked.sortKey()), partKey(part)))
                .map(part -> part.orElseThrow(() -> new IllegalStateException("The body of the parked record "
                                + parked.sortKey() + " is not complete. It was discarded meanwhile."))
                        .text(TEXT))
                .collect(Collectors.joining());
    }

    private void remove(Item parked) {
        var keys = new ArrayList<>(List.of(parked.key()));
        IntStream.range(0, partCount(parked))
                .mapToObj(part ->
                        Item.of(bodyKey(parked.sortKey()), partKey(part)).key())
                .forEach(keys::add);
        var deletions = keys.stream()
                .map(key -> TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(tables.invitations()).key(key))
                        .build())
                .toList();
        transactions.write(deletions);
    }

    private Optional<Item> findItem(String id) {
        return ID.matcher(id).matches() ? get(FAMILY, id) : Optional.empty();
    }

    private Optional<Item> get(String partitionKey, String sortKey) {
        var found = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                .key(Item.of(partitionKey, sortKey).key())
                .consistentRead(true));
        return found.hasItem() ? Optional.of(Item.from(found.item())) : Optional.empty();
    }

    private void put(Item item) {
        dynamoDb.putItem(put -> put.tableName(tables.invitations()).item(item.attributes()));
    }

    /** Replaces the record, unless it has been discarded meanwhile. */
    private void replace(Item item) {
        try {
            transactions.write(List.of(Transactions.put(tables.invitations(), item, "attribute_exists(PK)", Map.of())));
        } catch (Transactions.ConditionFailedException discarded) {
            LOG.log(System.Logger.Level.DEBUG, "parked record {0} was discarded meanwhile", item.sortKey());
        }
    }

    private Item limited(Item item, ParkedRecord parked) {
        return new Retention(keptDays).limit(item, parked.parkedAt());
    }

    private static Item item(ParkedRecord parked, int parts) {
        return Item.of(FAMILY, parked.id())
                .with(EVENT_NAME, parked.kind().name())
                .with(ENTITY, parked.entity().name())
                .with(ENTITY_ID, parked.entityId())
                .with(CREATED_AT, parked.createdAt())
                .with(PARKED_AT, parked.parkedAt())
                .with(ATTEMPTS, parked.attempts())
                .with(ERROR, parked.failure().error())
                .with(STACK, parked.failure().stack())
                .with(PARTS, parts);
    }

    private static ParkedRecord parked(Item item) {
        return new ParkedRecord(
                item.sortKey(),
                Kind.valueOf(item.text(EVENT_NAME)),
                StreamEntity.valueOf(item.text(ENTITY)),
                item.text(ENTITY_ID),
                item.instant(CREATED_AT),
                item.instant(PARKED_AT),
                Math.toIntExact(item.number(ATTEMPTS)),
                new FailureSummary(
                        item.findText(ERROR).orElse(""), item.findText(STACK).orElse("")));
    }

    private static int partCount(Item parked) {
        return Math.toIntExact(parked.number(PARTS));
    }

    private static String bodyKey(String id) {
        return FAMILY + "#" + id;
    }

    private static String partKey(int part) {
        return String.format(Locale.ROOT, "BODY#%04d", part);
    }

    /** Splits between whole characters, because half a surrogate pair cannot be stored. */
    static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        for (var from = 0; from < text.length(); ) {
            var to = Math.min(from + PART_CHARS, text.length());
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            parts.add(text.substring(from, to));
            from = to;
        }
        return List.copyOf(parts);
    }
}
