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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.platform.RandomId;
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
 * What staff did, by page or by API: who, what, to which id, when. No personal data of donors: ids only. Of what nobody
 * who is signed in did, such as a donor's own sign-up, only that is recorded which staff would look for. Thread-safe.
 *
 * <p>Items of the invitations table, whose changes trigger nothing: {@code PK} {@code AUDIT#<day>}, {@code SK} {@code
 * <instant>#<random>}, texts {@code caller}, {@code action}, {@code subject}; the same once more for whoever looks for a person
 * or a thing, {@code PK} {@code AUDIT-BY#<caller>} and {@code AUDIT-OF#<subject>}; and a register of the days, {@code PK}
 * {@code AUDIT}, {@code SK} the day, so that the newest entries are found without looking through empty days. All are deleted
 * after {@code savealife.retention.audit} days.
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

    /** Sorts behind whatever stands behind a moment in a key. */
    private static final String BEHIND = "~";

    /** Items that one read looks at, where not all are wanted, and how often one call reads. */
    private static final int QUERY_LIMIT = 500;

    private static final int MAX_READS = 20;
    private static final int A_YEAR = 366;

    /** Of a list: the day, if any, and the sort key. */
    private static final int CURSOR_KEYS = 2;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final CurrentUser caller;
    private final Clock clock;
    private final int keptDays;

    @Inject
    public AuditLog(
            DynamoDbClient dynamoDb,
            Tables tables,
            CurrentUser caller,
            Clock clock,
            @ConfigProperty(name = "savealife.retention.audit") int keptDays) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.caller = caller;
        this.clock = clock;
        this.keptDays = keptDays;
    }

    /**
     * One thing that somebody did.
     *
     * @param action what, as {@code donation.create}; the pages' text of it is {@code audit.<action>}
     * @param subject id of what it was done to, or the name of a staff member
     */
    public record Entry(Instant at, String caller, String action, String subject) {}

    /**
     * Which entries to list; all that is given holds of each.
     *
     * @param caller who, "" for anybody
     * @param subject to which, "" for anything
     * @param from the first moment, inclusive
     * @param to the last moment, exclusive
     */
    public record Wanted(String caller, String subject, Instant from, Instant to) {

        /** No limit: from the beginning to a moment that has as many digits as ours. */
        public static final Wanted ALL = new Wanted("", "", Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z"));

        private Optional<String> partition() {
            if (!subject.isEmpty()) {
                return Optional.of(OF + subject);
            }
            return caller.isEmpty() ? Optional.empty() : Optional.of(BY + caller);
        }
    }

    /**
     * Does what the caller of the request at hand wants done, and records it in the same transaction, the first that the act
     * writes ({@link Transactions}): there is neither an act without its entry nor an entry without its act. An act that is
     * refused, or finds nothing to change, leaves none.
     *
     * @param act writes at least one transaction where it changes something
     */
    public <T> T recording(String action, String subjectId, Supplier<T> act) {
        return caller.isSignedIn() ? recording(caller.getName(), action, subjectId, act) : act.get();
    }

    /** The same of an act that answers nothing. */
    public void recording(String action, String subjectId, Runnable act) {
        var unused = recording(action, subjectId, () -> {
            act.run();
            return true;
        });
    }

    /**
     * The same of what we do to somebody by ourselves.
     *
     * @param who what made us do it, say {@code mail}
     */
    public <T> T recording(String who, String action, String subjectId, Supplier<T> act) {
        return Transactions.beside(
                entry(who, action, subjectId).stream()
                        .map(item -> Transactions.put(tables.invitations(), item))
                        .toList(),
                act);
    }

    /** Records what the caller of the request at hand did, where nothing is changed by it in the database. */
    public void record(String action, String subjectId) {
        if (caller.isSignedIn()) {
            record(caller.getName(), action, subjectId);
        }
    }

    /**
     * Records what we did to somebody by ourselves.
     *
     * @param who what made us do it, say {@code mail}
     */
    public void record(String who, String action, String subjectId) {
        entry(who, action, subjectId).forEach(this::put);
    }

    /** The entry's items, itself the last; its day is in the register before them. */
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

    /** By which it is found for who did it, and to which. */
    private static Stream<Item> copies(Item entry) {
        return Stream.concat(
                        Stream.of(BY + entry.text(CALLER)),
                        entry.findText(SUBJECT).map(subject -> OF + subject).stream())
                .map(partition -> entry.with(Tables.PK, partition));
    }

    /**
     * Files entries of a release that had no copies by person and thing, newest first. Repeatable: an entry is filed under the same
     * keys each time.
     *
     * @param after the end of the page before, empty for the first
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

    /** Whether such a release has written an entry since then. */
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

    /** All of them, newest first. */
    public Listing<Entry> list(ListingQuery query) {
        return list(Wanted.ALL, query);
    }

    /** Newest first; the page may be short, even empty, and not the last. The cursor holds the day, if any, and the sort key. */
    public Listing<Entry> list(Wanted wanted, ListingQuery query) {
        var items = wanted.partition().isPresent() ? copies(wanted, query) : items(wanted, query);
        return new Listing<>(items.entries().stream().map(AuditLog::read).toList(), items.next());
    }

    /** Along the copies of the thing, or of the person where no thing is asked for. */
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

    /** From the cursor's day back; a year of days is more than a page of entries takes, or the record is that thin. */
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

    /** Of a partition of entries, those of the time that is wanted. */
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

    /** Of one length, so that the keys sort as the instants do. */
    private static String padded(Instant instant) {
        return String.format(Locale.ROOT, "%015d", instant.toEpochMilli());
    }
}
