package org.savealife.invitation;

import static org.savealife.invitation.RunTable.OWNED;
import static org.savealife.invitation.RunTable.key;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The ledgers of runs, page by page. The owner of a segment claims, writes and takes over its pages.
 *
 * <p>{@link #find} searches a run's ledger for donors with a certain outcome. The database filters out pages
 * without any, so a search for five failures among a million donors takes few requests. Each request covers up to 1
 * MB of ledger, which is some 20,000 donors.
 */
@ApplicationScoped
public class LedgerRepository {

    /** Requests of one search at most. Then it returns what it has found, and a cursor. */
    private static final int MAX_READS = 20;

    /** If every page has matches, a few pages are enough. */
    private static final int MIN_PAGES = 3;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final RunTable table;
    private final LateDonorTable lateTable;
    private final DayCountRepository dayCounts;

    @Inject
    public LedgerRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            RunTable table,
            LateDonorTable lateTable,
            DayCountRepository dayCounts) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.table = table;
        this.lateTable = lateTable;
        this.dayCounts = dayCounts;
    }

    /**
     * A donor in the ledger.
     *
     * @param at when the outcome was recorded, if that is known
     */
    public record Entry(String donorId, Outcome outcome, Optional<Instant> at) {}

    /**
     * Where an entry is.
     *
     * @param key sorts like the pages
     * @param page key of the entry's page
     */
    private record Place(String key, String page, Entry entry) {}

    /**
     * Which donors to find.
     *
     * @param kind of outcome; "" for all
     * @param reason in short; "" for any
     */
    public record Wanted(String kind, String reason) {

        boolean isAll() {
            return kind.isEmpty();
        }

        public boolean includes(Outcome outcome) {
            return isAll()
                    || (kind.equals(outcome.kind()) && (reason.isEmpty() || reason.equals(outcome.reasonInShort())));
        }

        /** What a ledger page must contain to have a match. */
        private String words() {
            return reason.isEmpty() || reason.equals(Outcome.NO_CODE) ? " " + kind : " " + kind + " " + reason;
        }
    }

    /**
     * The ledger page with the donor's outcome: the page on which they were invited as a late donor, or else the
     * page that covers their key; in other runs than those of invitations, first the page of those who are booked.
     * Empty if the run has not come that far.
     */
    public Optional<LedgerPage> findPage(String runId, String donorId) {
        if (RunId.of(runId).kind() != Kind.INVITATION) {
            return pages(runId, Segment.BOOKED + donorId, Segment.BEHIND_BOOKED, 1).stream()
                    .filter(page -> page.outcome(donorId).isPresent())
                    .findFirst()
                    .or(() -> coveringPage(runId, donorId));
        }
        return table.get(runId, LateDonorTable.LATE_PREFIX + donorId)
                .flatMap(late -> page(runId, late.text(LateDonorTable.PAGE)))
                .or(() -> coveringPage(runId, donorId));
    }

    /** The ledger page that ends at that key. */
    Optional<LedgerPage> page(String runId, String last) {
        return table.get(runId, RunItem.PAGE_PREFIX + last).map(RunItem::page);
    }

    /** The ledger page that covers the donor's key; empty if the run has not come that far. */
    Optional<LedgerPage> coveringPage(String runId, String donorId) {
        return pages(runId, donorId, Segment.BEHIND_ALL, 1).stream()
                .filter(page -> page.covers(donorId))
                .findFirst();
    }

    /**
     * Ledger pages in key order.
     *
     * @param from pages that end at or behind this donor id
     * @param to pages that end at or before this donor id
     */
    public List<LedgerPage> pages(String runId, String from, String to, int limit) {
        var items = dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(runId)),
                                ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + from),
                                ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + to)))
                        .consistentRead(true)
                        .limit(limit))
                .items();
        return Item.listOf(items).stream().map(RunItem::page).toList();
    }

    /** The page at the segment's cursor, which a previous owner may have left unfinished. */
    public Optional<LedgerPage> lastPage(Segment segment) {
        return segment.cursor().isEmpty() ? Optional.empty() : page(segment.runId(), segment.cursor());
    }

    /**
     * The page at the segment's cursor, taken over if a previous owner wrote it, so that a previous owner that is
     * still alive cannot write it any more.
     */
    Optional<LedgerPage> heldPage(Segment segment) {
        if (segment.cursor().isEmpty()) {
            return Optional.empty();
        }
        return table.get(segment.runId(), RunItem.PAGE_PREFIX + segment.cursor())
                .map(item -> item.text(Tables.OWNER).equals(segment.owner())
                        ? RunItem.page(item)
                        : reclaimPage(segment, RunItem.page(item)));
    }

    /** A write that records on the page that all its outcomes are counted; none if it says so already. */
    List<TransactWriteItem> counted(Segment segment, Optional<LedgerPage> page) {
        return page
                .filter(last -> !last.added().equals(Counts.NONE))
                .map(last ->
                        item(segment, last.countedAs(Counts.of(last.outcomes().values()))))
                .map(item -> TransactWriteItem.builder()
                        .put(put -> put.tableName(tables.invitations())
                                .item(item.attributes())
                                .conditionExpression(OWNED)
                                .expressionAttributeNames(Map.of("#owner", Tables.OWNER))
                                .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(segment.owner()))))
                        .build())
                .stream()
                .toList();
    }

    /**
     * Moves the cursor and writes the page as {@code SENDING}, in one transaction. From then on the owner may send
     * the page. The cursor must still be where the segment says, so that no page is claimed, or counted, twice.
     *
     * @param counts what the page before added
     */
    public Segment claimPage(Segment segment, LedgerPage page, Counts counts) {
        var names = new HashMap<>(Map.of("#owner", Tables.OWNER, "#cursor", "cursor"));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()),
                ":cursor", AttributeValue.fromS(page.last())));
        var expression = "SET #cursor = :cursor" + RunItem.addition(dayCounts.inSegment(counts), names, values);
        var condition =
                OWNED + " AND " + (segment.cursor().isEmpty() ? "attribute_not_exists(#cursor)" : "#cursor = :before");
        if (!segment.cursor().isEmpty()) {
            values.put(":before", AttributeValue.fromS(segment.cursor()));
        }
        table.writeOwned(
                segment,
                List.of(
                        table.update(key(segment), expression, condition, names, values),
                        Transactions.put(tables.invitations(), item(segment, page))));
        return segment.movedTo(page.last());
    }

    /**
     * Takes over a page that a previous owner left unfinished: that owner's late writes fail from then on.
     *
     * @return the page as it is then, including late writes before that
     */
    public LedgerPage reclaimPage(Segment segment, LedgerPage page) {
        var owner = AttributeValue.fromS(segment.owner());
        var names = Map.of("#owner", Tables.OWNER);
        table.writeOwned(
                segment,
                List.of(
                        TransactWriteItem.builder()
                                .conditionCheck(check -> check.tableName(tables.invitations())
                                        .key(key(segment))
                                        .conditionExpression(OWNED)
                                        .expressionAttributeNames(names)
                                        .expressionAttributeValues(Map.of(":owner", owner)))
                                .build(),
                        table.update(
                                Item.of(RunItem.partitionKey(segment.runId()), RunItem.PAGE_PREFIX + page.last())
                                        .attributes(),
                                "SET #owner = :owner",
                                "attribute_exists(PK)",
                                names,
                                Map.of(":owner", owner))));
        return lastPage(segment).orElse(page);
    }

    /** Writes the outcomes known so far. */
    public void savePage(Segment segment, LedgerPage page) {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.invitations())
                    .item(item(segment, page).attributes())
                    .conditionExpression(OWNED)
                    .expressionAttributeNames(Map.of("#owner", Tables.OWNER))
                    .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(segment.owner()))));
        } catch (ConditionalCheckFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    private Item item(Segment segment, LedgerPage page) {
        return table.limited(segment.runId(), RunItem.page(segment, page));
    }

    /**
     * Donors of the run in key order, followed by late donors in the order in which they were invited. The cursor
     * is the key of the last donor examined.
     */
    public Listing<Entry> find(String runId, Wanted wanted, Cursor after, int limit) {
        var found = new ArrayList<Place>();
        var last = after.isNone() ? "" : after.keys().get(0);
        for (var reads = 0; reads < MAX_READS; reads++) {
            var response = dynamoDb.query(query(runId, wanted, last));
            for (var page :
                    Item.listOf(response.items()).stream().map(RunItem::page).toList()) {
                for (var entry : entries(page, wanted, last)) {
                    if (found.size() == limit) {
                        return listing(
                                runId, found, Cursor.of(found.get(limit - 1).key()));
                    }
                    found.add(entry);
                }
                last = page.last();
            }
            if (!response.hasLastEvaluatedKey()) {
                return listing(runId, found, Cursor.NONE);
            }
            last = Item.from(response.lastEvaluatedKey()).sortKey().substring(RunItem.PAGE_PREFIX.length());
        }
        return listing(runId, found, Cursor.of(last));
    }

    private static List<Place> entries(LedgerPage page, Wanted wanted, String after) {
        var round = LateDonorTable.roundOf(page.last());
        return page.outcomes().entrySet().stream()
                .filter(outcome -> wanted.includes(outcome.getValue()))
                .map(outcome -> new Place(
                        round + outcome.getKey(),
                        page.last(),
                        new Entry(outcome.getKey(), outcome.getValue(), page.time(outcome.getKey()))))
                .filter(place -> place.key().compareTo(after) > 0)
                .sorted(Comparator.comparing(Place::key))
                .toList();
    }

    /**
     * Leaves out skipped donors who came again: another page has the outcome that counts. So the list may be short.
     */
    private Listing<Entry> listing(String runId, List<Place> found, Cursor next) {
        var skipped = found.stream()
                .map(Place::entry)
                .filter(entry -> entry.outcome() instanceof Outcome.Skipped)
                .map(Entry::donorId)
                .toList();
        var last = lateTable.latePages(runId, skipped);
        return new Listing<>(
                found.stream()
                        .filter(place -> last.getOrDefault(place.entry().donorId(), place.page())
                                .equals(place.page()))
                        .map(Place::entry)
                        .toList(),
                next);
    }

    /** The page at the cursor is read again, as it may reach beyond the donor at the cursor. */
    private QueryRequest query(String runId, Wanted wanted, String after) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":run", AttributeValue.fromS(RunItem.partitionKey(runId)),
                ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + after),
                ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + Segment.BEHIND_LATE)));
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                .consistentRead(true);
        if (wanted.isAll()) {
            request.limit(MIN_PAGES);
        } else {
            values.put(":words", AttributeValue.fromS(wanted.words()));
            request.filterExpression("contains(outcomes, :words)");
        }
        return request.expressionAttributeValues(values).build();
    }
}
