package org.savealife.platform.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.platform.RandomId;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.BatchWrite;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.CurrentUser;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * What staff did, by page or by API: who, what, to which id, when. It contains ids only, no personal data of donors.
 * Actions without a signed-in user (for example a sign-up) are recorded only if staff need to see them. Thread-safe.
 *
 * <p>Entries are items of the invitations table, whose changes trigger nothing: {@code PK} {@code AUDIT#<day>},
 * {@code SK} {@code <instant>#<random>}, texts {@code caller}, {@code action}, {@code subject}. Each entry has two
 * copies, for searches by person and by subject: {@code PK} {@code AUDIT-BY#<caller>} and {@code AUDIT-OF#<subject>}. A
 * register contains the days with entries, {@code PK} {@code AUDIT}, {@code SK} the day, so that the newest entries are
 * found without reading empty days. All are deleted after {@code savealife.retention.audit} days.
 */
@ApplicationScoped
public class AuditLog {

    private static final String FAMILY = "AUDIT";
    private static final String BY = "AUDIT-BY#";
    private static final String OF = "AUDIT-OF#";
    private static final String CALLER = "caller";
    private static final String ACTION = "action";
    private static final String SUBJECT = "subject";
    private static final String AT = "at";

    /** Sorts after everything that can follow the instant in a key. */
    private static final String BEHIND = "~";

    /** Items of one read if only some of them are wanted, and reads of one call. */
    private static final int QUERY_LIMIT = 500;

    private static final int MAX_READS = 20;
    private static final int A_YEAR = 366;

    /** Number of keys in the cursor of a list: the day, which may be "", and the sort key. */
    private static final int CURSOR_KEYS = 2;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final CurrentUser caller;
    private final Clock clock;
    private final int keptDays;

    @Inject
    public AuditLog(
            DynamoDbClient dynamoDb, Tables tables, CurrentUser caller, Clock clock, RetentionSettings retention) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.caller = caller;
        this.clock = clock;
        this.keptDays = retention.audit();
    }

    /**
     * One action of somebody.
     *
     * @param action for example {@code donation.create}; its text on pages is {@code audit.<action>}
     * @param subject id of the thing it was done to, or the name of a staff member
     */
    public record Entry(Instant at, String caller, String action, String subject) {}

    /**
     * Which entries to list. All conditions must hold.
     *
     * @param caller by whom, "" for anybody
     * @param subject done to which thing, "" for any
     * @param from the first moment, inclusive
     * @param to the last moment, exclusive
     */
    public record Wanted(String caller, String subject, Instant from, Instant to) {

        /** All entries. The last moment has as many digits as the present. */
        public static final Wanted ALL = new Wanted("", "", Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z"));

        private Optional<String> partition() {
            if (!subject.isEmpty()) {
                return Optional.of(OF + subject);
            }
            return caller.isEmpty() ? Optional.empty() : Optional.of(BY + caller);
        }
    }

    /**
     * Executes an act of the current user, and records it in the act's first transaction ({@link Transactions}). So
     * there is neither an act without its entry nor an entry without its act. An act that is refused, or changes
     * nothing, leaves no entry.
     *
     * @param act must write at least one transaction if it changes something
     */
    public <T> T recording(String action, String subjectId, Supplier<T> act) {
        return caller.isSignedIn() ? recording(caller.getName(), action, subjectId, act) : act.get();
    }

    /** As above, for an act without a result. */
    public void recording(String action, String subjectId, Runnable act) {
        var unused = recording(action, subjectId, () -> {
            act.run();
            return true;
        });
    }

    /**
     * As above, for an act without a signed-in user.
     *
     * @param who the cause, for example {@code mail}
     */
    public <T> T recording(String who, String action, String subjectId, Supplier<T> act) {
        return Transactions.beside(
                entry(who, action, subjectId).stream()
                        .map(item -> Transactions.put(tables.invitations(), item))
                        .toList(),
                act);
    }

    /** Records an action of the current user that changes nothing in the database. */
    public void record(String action, String subjectId) {
        if (caller.isSignedIn()) {
            record(caller.getName(), action, subjectId);
        }
    }

    /**
     * Records an action without a signed-in user.
     *
     * @param who the cause, for example {@code mail}
     */
    public void record(String who, String action, String subjectId) {
        entry(who, action, subjectId).forEach(this::put);
    }

    /** The copies of a new entry, and last the entry itself. Its day is written to the register first. */
    private List<Item> entry(String who, String action, String subjectId) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var day = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        var kept = new Retention(keptDays);
        put(kept.limit(Item.of(FAMILY, day), now));
        var entry = kept.limit(
                Item.of(FAMILY + "#" + day, padded(now) + "#" + RandomId.next())
                        .with(AT, now)
                        .with(CALLER, who)
                        .with(ACTION, action)
                        .with(SUBJECT, subjectId),
                now);
        return Stream.concat(copies(entry), Stream.of(entry)).toList();
    }

    /** The copies by which the entry is found by person and by subject. */
    private static Stream<Item> copies(Item entry) {
        return Stream.concat(
                        Stream.of(BY + entry.text(CALLER)),
                        entry.findText(SUBJECT).map(subject -> OF + subject).stream())
                .map(partition -> entry.with(Item.PK, partition));
    }

    /**
     * Adds the missing copies to entries of a release that wrote none, newest first. Repeatable: a copy has the same
     * key each time.
     *
     * @param after the end of the page before; "" for the first page
     */
    Migration.Page fileOlder(String after, int limit) {
        var page = items(Wanted.ALL, new ListingQuery(limit, Cursor.parse(after, CURSOR_KEYS)));
        var missing = missingCopies(page.entries());
        var writes = missing.stream()
                .map(copy -> WriteRequest.builder()
                        .putRequest(put -> put.item(copy.attributes()))
                        .build())
                .toList();
        BatchWrite.write(dynamoDb, tables.invitations(), writes);
        var changed = missing.stream().map(Item::sortKey).distinct().count();
        return new Migration.Page(page.next().text(), page.entries().size(), changed, 0);
    }

    /** Whether a release that writes no copies has written an entry since then. */
    boolean isAnyUnfiledSince(Instant from) {
        var since = new Wanted("", "", from, Wanted.ALL.to());
        var after = Cursor.NONE;
        do {
            var page = items(since, new ListingQuery(QUERY_LIMIT, after));
            if (!missingCopies(page.entries()).isEmpty()) {
                return true;
            }
            after = page.next();
        } while (!after.isNone());
        return false;
    }

    private List<Item> missingCopies(List<Item> entries) {
        var copies = entries.stream().flatMap(AuditLog::copies).toList();
        var there = BatchGet.read(dynamoDb, tables.invitations(), copies).stream()
                .map(Item::key)
                .collect(Collectors.toSet());
        return copies.stream().filter(copy -> !there.contains(copy.key())).toList();
    }

    /** All entries, newest first. */
    public Listing<Entry> list(ListingQuery query) {
        return list(Wanted.ALL, query);
    }

    /**
     * The entries, newest first. A page may be short, or even empty, although it is not the last one. The cursor
     * contains the day, which may be "", and the sort key.
     */
    public Listing<Entry> list(Wanted wanted, ListingQuery query) {
        var items = wanted.partition().isPresent() ? copies(wanted, query) : items(wanted, query);
        return new Listing<>(items.entries().stream().map(AuditLog::read).toList(), items.next());
    }

    /** Reads the copies by subject, or by person if no subject is wanted. */
    private Listing<Item> copies(Wanted wanted, ListingQuery query) {
        var partition = wanted.partition().orElseThrow();
        var found = new ArrayList<Item>();
        var last = query.cursor().isNone() ? "" : query.cursor().keys().get(1);
        for (var reads = 0; reads < MAX_READS; reads++) {
            var page =
                    dynamoDb.query(request(wanted, partition, last, QUERY_LIMIT).build());
            for (var item : Item.listOf(page.items())) {
                if (wanted.caller().isEmpty() || item.text(CALLER).equals(wanted.caller())) {
                    if (found.size() == query.limit()) {
                        return new Listing<>(found, Cursor.of("", last));
                    }
                    found.add(item);
                }
                last = item.sortKey();
            }
            if (!page.hasLastEvaluatedKey()) {
                return new Listing<>(found, Cursor.NONE);
            }
        }
        return new Listing<>(found, Cursor.of("", last));
    }

    private Listing<Item> items(Wanted wanted, ListingQuery query) {
        var entries = new ArrayList<Item>();
        var after = query.cursor();
        for (var day : days(wanted, after)) {
            var start = !after.isNone() && day.equals(after.keys().get(0))
                    ? after.keys().get(1)
                    : "";
            entries.addAll(query(wanted, FAMILY + "#" + day, start, query.limit() + 1 - entries.size()));
            if (entries.size() > query.limit()) {
                break;
            }
        }
        var page = entries.stream().limit(query.limit()).toList();
        return new Listing<>(page, entries.size() > page.size() ? cursor(page.get(page.size() - 1)) : Cursor.NONE);
    }

    /** The days from the cursor's day back. A year of days is enough for a page, unless there are very few entries. */
    private List<String> days(Wanted wanted, Cursor after) {
        var first = LocalDate.ofInstant(wanted.from(), ZoneOffset.UTC).toString();
        var last = after.keys().stream()
                .findFirst()
                .orElseGet(
                        () -> LocalDate.ofInstant(wanted.to(), ZoneOffset.UTC).toString());
        if (last.compareTo(first) < 0) {
            return List.of();
        }
        var request = newestFirst(FAMILY, first, last).limit(A_YEAR).build();
        return dynamoDb.query(request).items().stream()
                .map(day -> Item.from(day).sortKey())
                .toList();
    }

    private List<Item> query(Wanted wanted, String partition, String before, int limit) {
        return Item.listOf(
                dynamoDb.query(request(wanted, partition, before, limit).build())
                        .items());
    }

    /** A request for the entries of a partition within the wanted time. */
    private QueryRequest.Builder request(Wanted wanted, String partition, String before, int limit) {
        var from = padded(wanted.from());
        var to = padded(wanted.to().minusMillis(1)) + BEHIND;
        var request = newestFirst(partition, from, to).limit(limit);
        var isPlace = before.compareTo(from) >= 0 && before.compareTo(to) <= 0;
        return isPlace ? request.exclusiveStartKey(Item.of(partition, before).key()) : request;
    }

    private QueryRequest.Builder newestFirst(String partition, String from, String to) {
        return QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :partition AND SK BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":partition", AttributeValue.fromS(partition),
                        ":from", AttributeValue.fromS(from),
                        ":to", AttributeValue.fromS(to)))
                .scanIndexForward(false)
                .consistentRead(true);
    }

    private void put(Item item) {
        dynamoDb.putItem(put -> put.tableName(tables.invitations()).item(item.attributes()));
    }

    private static Entry read(Item item) {
        return new Entry(
                item.instant(AT),
                item.text(CALLER),
                item.text(ACTION),
                item.findText(SUBJECT).orElse(""));
    }

    private static Cursor cursor(Item last) {
        return Cursor.of(last.partitionKey().substring(FAMILY.length() + 1), last.sortKey());
    }

    /** All of the same length, so that the keys sort by time. */
    private static String padded(Instant instant) {
        return String.format(Locale.ROOT, "%015d", instant.toEpochMilli());
    }
}
