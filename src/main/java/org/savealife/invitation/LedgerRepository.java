package org.savealife.invitation;

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
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Looks through a run's ledger for donors with a certain outcome. The database leaves out ledger pages that have none, so
 * that five failures among a million donors are found with few answers; each answer is of up to 1 MB of ledger, some
 * 20,000 donors.
 */
@ApplicationScoped
public class LedgerRepository {

    /** One call reads at most so many answers; then it hands back what it has, and a cursor. */
    private static final int MAX_READS = 20;

    /** Where every page has something to show, a few are enough. */
    private static final int MIN_PAGES = 3;

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

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
        var round = LateDonorRepository.roundOf(page.last());
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
        var last = LateDonorRepository.latePages(dynamoDb, tables, donationId, skipped);
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
