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
 * The ledgers of runs, page by page. Pages are claimed, written and taken over by the owner of their segment.
 *
 * <p>Also looks through a run's ledger for donors with a certain outcome. The database leaves out ledger pages that have
 * none, so that five failures among a million donors are found with few answers; each answer is of up to 1 MB of ledger,
 * some 20,000 donors.
 */
@ApplicationScoped
public class LedgerRepository {

    /** One call reads at most so many answers; then it hands back what it has, and a cursor. */
    private static final int MAX_READS = 20;

    /** Where every page has something to show, a few are enough. */
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
     * A donor of the ledger.
     *
     * @param at when the outcome was written down, where that is known
     */
    public record Entry(String donorId, Outcome outcome, Optional<Instant> at) {}

    /**
     * Where an entry is.
     *
     * @param key sorts as the pages do
     * @param page key of its page
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

        /** What a ledger page must hold to be looked at. */
        private String words() {
            return reason.isEmpty() || reason.equals(Outcome.NO_CODE) ? " " + kind : " " + kind + " " + reason;
        }
    }

    /**
     * The ledger page that tells what became of the donor: that of those who came late, else the one that covers the donor's
     * key, if the run has come that far.
     */
    public Optional<LedgerPage> findPage(String donationId, String donorId) {
        return table.get(donationId, LateDonorTable.LATE_PREFIX + donorId)
                .flatMap(late -> page(donationId, late.text(LateDonorTable.PAGE)))
                .or(() -> coveringPage(donationId, donorId));
    }

    /** The ledger page that ends at the key. */
    Optional<LedgerPage> page(String donationId, String last) {
        return table.get(donationId, RunItem.PAGE_PREFIX + last).map(RunItem::page);
    }

    /** The ledger page that covers the donor's key, if the run has come that far. */
    Optional<LedgerPage> coveringPage(String donationId, String donorId) {
        return pages(donationId, donorId, Segment.BEHIND_ALL, 1).stream()
                .filter(page -> page.covers(donorId))
                .findFirst();
    }

    /**
     * Ledger pages in key order.
     *
     * @param from donor id at or behind which they end
     * @param to donor id at or before which they end
     */
    public List<LedgerPage> pages(String donationId, String from, String to, int limit) {
        var items = dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + from),
                                ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + to)))
                        .consistentRead(true)
                        .limit(limit))
                .items();
        return Item.listOf(items).stream().map(RunItem::page).toList();
    }

    /** The page at the segment's cursor, which an owner before may have left undone. */
    public Optional<LedgerPage> lastPage(Segment segment) {
        return segment.cursor().isEmpty() ? Optional.empty() : page(segment.donationId(), segment.cursor());
    }

    /** The page at the segment's cursor; who owned the segment before, and may still be about, cannot write it any more. */
    Optional<LedgerPage> heldPage(Segment segment) {
        if (segment.cursor().isEmpty()) {
            return Optional.empty();
        }
        return table.get(segment.donationId(), RunItem.PAGE_PREFIX + segment.cursor())
                .map(item -> item.text(Tables.OWNER).equals(segment.owner())
                        ? RunItem.page(item)
                        : reclaimPage(segment, RunItem.page(item)));
    }

    /** Notes on the page that all it has come to is in the counts, where that was not so. */
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
     * Moves the cursor and writes the page as being sent, in one transaction. From here on the page is the owner's to
     * send. The cursor must be where the segment says, so that a claim cannot be made, and counted, twice.
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
     * Takes over the page that an owner before left undone: its late writes fail from here on.
     *
     * @return the page as it stands then, with what was written late
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
                                Item.of(RunItem.partitionKey(segment.donationId()), RunItem.PAGE_PREFIX + page.last())
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
        return table.limited(segment.donationId(), RunItem.page(segment, page));
    }

    /**
     * Donors of the run in key order, then those who came late in the order in which they were invited; the cursor holds the
     * place of the last one looked at.
     */
    public Listing<Entry> find(String donationId, Wanted wanted, Cursor after, int limit) {
        var found = new ArrayList<Place>();
        var last = after.isNone() ? "" : after.keys().get(0);
        for (var reads = 0; reads < MAX_READS; reads++) {
            var response = dynamoDb.query(query(donationId, wanted, last));
            for (var page :
                    Item.listOf(response.items()).stream().map(RunItem::page).toList()) {
                for (var entry : entries(page, wanted, last)) {
                    if (found.size() == limit) {
                        return listing(
                                donationId,
                                found,
                                Cursor.of(found.get(limit - 1).key()));
                    }
                    found.add(entry);
                }
                last = page.last();
            }
            if (!response.hasLastEvaluatedKey()) {
                return listing(donationId, found, Cursor.NONE);
            }
            last = Item.from(response.lastEvaluatedKey()).sortKey().substring(RunItem.PAGE_PREFIX.length());
        }
        return listing(donationId, found, Cursor.of(last));
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

    /** Who was skipped may have come again: then another page has the outcome that counts, and this may be a short list. */
    private Listing<Entry> listing(String donationId, List<Place> found, Cursor next) {
        var skipped = found.stream()
                .map(Place::entry)
                .filter(entry -> entry.outcome() instanceof Outcome.Skipped)
                .map(Entry::donorId)
                .toList();
        var last = lateTable.latePages(donationId, skipped);
        return new Listing<>(
                found.stream()
                        .filter(place -> last.getOrDefault(place.entry().donorId(), place.page())
                                .equals(place.page()))
                        .map(Place::entry)
                        .toList(),
                next);
    }

    /** The page at which the last answer ended may reach beyond the donor at which it did: it is read again. */
    private QueryRequest query(String donationId, Wanted wanted, String after) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
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
