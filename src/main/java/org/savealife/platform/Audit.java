package org.savealife.platform;

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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * What staff did, by page or by API: who, what, to which id, when. No personal data of donors: ids only. Of what nobody
 * who is signed in did, such as a donor's own sign-up, only that is recorded which staff would look for. Thread-safe.
 *
 * <p>Items of the invitations table, whose changes trigger nothing: {@code PK} {@code AUDIT#<day>}, {@code SK} {@code
 * <instant>#<random>}, texts {@code caller}, {@code action}, {@code subject}; and a register of the days, {@code PK}
 * {@code AUDIT}, {@code SK} the day, so that the newest entries are found without looking through empty days. Both are deleted
 * after {@code savealife.retention.audit} days.
 */
@ApplicationScoped
public class Audit {

    private static final String FAMILY = "AUDIT";
    private static final String CALLER = "caller";
    private static final String ACTION = "action";
    private static final String SUBJECT = "subject";
    private static final String AT = "at";

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Caller caller;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "savealife.retention.audit")
    int keptDays;

    /**
     * One thing that somebody did.
     *
     * @param action what, as {@code donation.create}; the pages' text of it is {@code audit.<action>}
     * @param subject id of what it was done to, or the name of a staff member
     */
    public record Entry(Instant at, String caller, String action, String subject) {}

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
        return Transactions.beside(Transactions.put(tables.invitations(), entry(who, action, subjectId)), act);
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
        put(entry(who, action, subjectId));
    }

    /** The entry, whose day is in the register before it. */
    private Item entry(String who, String action, String subjectId) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var day = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        var kept = new Lifetime(keptDays);
        put(kept.limit(Item.of(FAMILY, day), now));
        return kept.limit(
                Item.of(FAMILY + "#" + day, padded(now) + "#" + RandomId.next())
                        .with(AT, now)
                        .with(CALLER, who)
                        .with(ACTION, action)
                        .with(SUBJECT, subjectId),
                now);
    }

    /** Newest first. The cursor holds the day and the sort key. */
    public Listing<Entry> list(ListingQuery query) {
        var entries = new ArrayList<Item>();
        var after = query.cursor();
        for (var day : days(after)) {
            var start = !after.isNone() && day.equals(after.keys().get(0))
                    ? Optional.of(after.keys().get(1))
                    : Optional.<String>empty();
            entries.addAll(query(FAMILY + "#" + day, start, query.limit() + 1 - entries.size()));
            if (entries.size() > query.limit()) {
                break;
            }
        }
        var page = entries.stream().limit(query.limit()).toList();
        return new Listing<>(
                page.stream().map(Audit::read).toList(),
                entries.size() > page.size() ? cursor(page.get(page.size() - 1)) : Cursor.NONE);
    }

    /** From the cursor's day back; a year of days is more than a page of entries takes, or the record is that thin. */
    private List<String> days(Cursor after) {
        var days = new ArrayList<String>();
        after.keys().stream().findFirst().ifPresent(days::add);
        query(FAMILY, after.keys().stream().findFirst(), 366).forEach(day -> days.add(day.sortKey()));
        return days;
    }

    private List<Item> query(String partition, Optional<String> before, int limit) {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :partition")
                .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
                .scanIndexForward(false)
                .consistentRead(true)
                .limit(limit);
        before.ifPresent(
                key -> request.exclusiveStartKey(Item.of(partition, key).key()));
        return Item.listOf(dynamoDb.query(request.build()).items());
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
