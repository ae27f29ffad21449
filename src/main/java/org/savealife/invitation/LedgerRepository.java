package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Listing;
import org.savealife.platform.Tables;
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
    private static final int MOST_READS = 20;

    /** Where every page has something to show, a few are enough. */
    private static final int FEW_PAGES = 3;

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    /** A donor of the ledger, in key order. */
    public record Entry(String donorId, Outcome outcome) {}

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

        boolean includes(Outcome outcome) {
            return isAll()
                    || (kind.equals(outcome.kind()) && (reason.isEmpty() || reason.equals(outcome.reasonInShort())));
        }

        /** What a ledger page must hold to be looked at. */
        private String words() {
            return reason.isEmpty() || reason.equals(Outcome.NO_CODE) ? " " + kind : " " + kind + " " + reason;
        }
    }

    /** Donors of the run in key order; the cursor holds the last donor id looked at. */
    Listing<Entry> find(String donationId, Wanted wanted, Cursor after, int limit) {
        var found = new ArrayList<Entry>();
        var last = after.isNone() ? "" : after.keys().get(0);
        for (var reads = 0; reads < MOST_READS; reads++) {
            var response = dynamoDb.query(query(donationId, wanted, last));
            for (var page :
                    Item.listOf(response.items()).stream().map(RunItem::page).toList()) {
                for (var entry : entries(page, wanted, last)) {
                    if (found.size() == limit) {
                        return new Listing<>(
                                found, Cursor.of(found.get(limit - 1).donorId()));
                    }
                    found.add(entry);
                }
                last = page.last();
            }
            if (!response.hasLastEvaluatedKey()) {
                return new Listing<>(found, Cursor.NONE);
            }
            last = Item.from(response.lastEvaluatedKey()).sortKey().substring(RunItem.PAGE_PREFIX.length());
        }
        return new Listing<>(found, Cursor.of(last));
    }

    private static List<Entry> entries(LedgerPage page, Wanted wanted, String after) {
        return page.outcomes().entrySet().stream()
                .filter(outcome -> outcome.getKey().compareTo(after) > 0 && wanted.includes(outcome.getValue()))
                .map(outcome -> new Entry(outcome.getKey(), outcome.getValue()))
                .sorted(Comparator.comparing(Entry::donorId))
                .toList();
    }

    /** The page at which the last answer ended may reach beyond the donor at which it did: it is read again. */
    private QueryRequest query(String donationId, Wanted wanted, String after) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + after),
                ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + Segment.BEHIND_ALL)));
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                .consistentRead(true);
        if (wanted.isAll()) {
            request.limit(FEW_PAGES);
        } else {
            values.put(":words", AttributeValue.fromS(wanted.words()));
            request.filterExpression("contains(outcomes, :words)");
        }
        return request.expressionAttributeValues(values).build();
    }
}
