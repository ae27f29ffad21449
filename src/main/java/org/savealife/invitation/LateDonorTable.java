package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.BatchWrite;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The queue of late donors and the items that lead to their ledger pages, see {@link LateDonorRepository}. */
@ApplicationScoped
public class LateDonorTable {

    static final String LATE_PREFIX = "LATE#";
    static final String PAGE = "page";

    static final String TICKET = "ticket";
    static final String DUE = "due";
    static final String ROUND_END = "#";

    /** Stands for the ticket of a donor who is not to be removed from the queue. */
    static final String NO_TICKET = "";

    static final int QUERY_LIMIT = 200;
    private static final String QUEUE_PREFIX = "QUEUE#";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    @Inject
    public LateDonorTable(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /** A donor's place in the queue. */
    record Place(String donorId, String ticket) {}

    /** The keys of the ledger pages with the last outcomes of those of the donors who were late, by donor id. */
    Map<String, String> latePages(String donationId, Collection<String> donorIds) {
        var keys = donorIds.stream()
                .distinct()
                .map(donorId -> Item.of(RunItem.partitionKey(donationId), LATE_PREFIX + donorId))
                .toList();
        return BatchGet.read(dynamoDb, tables.invitations(), keys).stream()
                .collect(Collectors.toMap(
                        item -> item.sortKey().substring(LATE_PREFIX.length()), item -> item.text(PAGE)));
    }

    /** The same for the donors of a range of ids. */
    Map<String, String> latePages(String donationId, String after, String to) {
        return range(donationId, LATE_PREFIX, after, to, Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(
                        item -> item.sortKey().substring(LATE_PREFIX.length()), item -> item.text(PAGE)));
    }

    Stream<Place> all(String donationId) {
        return Stream.iterate(
                        queue(donationId, "", Segment.BEHIND_ALL, QUERY_LIMIT),
                        step -> !step.isEmpty(),
                        step -> queue(donationId, step.get(step.size() - 1).donorId(), Segment.BEHIND_ALL, QUERY_LIMIT))
                .flatMap(List::stream);
    }

    List<Place> queue(String donationId, String after, String to, int limit) {
        return range(donationId, QUEUE_PREFIX, after, to, limit).stream()
                .map(item -> new Place(item.sortKey().substring(QUEUE_PREFIX.length()), item.text(TICKET)))
                .toList();
    }

    List<Place> queueOf(String donationId, LedgerPage page) {
        return queue(donationId, donorIdOf(page.after()), donorIdOf(page.last()), Integer.MAX_VALUE);
    }

    /** Ids of the donors who left the queue for that page. */
    Set<String> settledOn(String donationId, LedgerPage page) {
        return range(donationId, LATE_PREFIX, donorIdOf(page.after()), donorIdOf(page.last()), Integer.MAX_VALUE)
                .stream()
                .filter(late -> late.text(PAGE).equals(page.last()))
                .map(late -> late.sortKey().substring(LATE_PREFIX.length()))
                .collect(Collectors.toSet());
    }

    private List<Item> range(String donationId, String prefix, String after, String to, int limit) {
        var found = new ArrayList<Item>();
        var start = Map.<String, AttributeValue>of();
        do {
            var from = start;
            var answer = dynamoDb.query(query -> query.tableName(tables.invitations())
                    .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                    .expressionAttributeValues(Map.of(
                            ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                            // a blank sorts before every character of an id
                            ":from", AttributeValue.fromS(prefix + after + (after.isEmpty() ? "" : " ")),
                            ":to", AttributeValue.fromS(prefix + to)))
                    .exclusiveStartKey(from.isEmpty() ? null : from)
                    .consistentRead(true)
                    .limit(Math.min(limit, 1_000)));
            found.addAll(Item.listOf(answer.items()));
            start = answer.lastEvaluatedKey();
        } while (!start.isEmpty() && found.size() < limit);
        return found;
    }

    static Item item(String donationId, Place place) {
        return Item.of(RunItem.partitionKey(donationId), QUEUE_PREFIX + place.donorId());
    }

    static WriteRequest removal(String donationId, Place place) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(item(donationId, place).key()))
                .build();
    }

    void write(List<WriteRequest> writes) {
        BatchWrite.write(dynamoDb, tables.invitations(), writes);
    }

    /** The part of a page key before the donor id; "" for pages of the run's walk through the city. */
    static String roundOf(String pageKey) {
        if (pageKey.startsWith(Segment.BOOKED)) {
            return Segment.BOOKED;
        }
        return pageKey.substring(0, pageKey.indexOf(ROUND_END) + 1);
    }

    private static String donorIdOf(String pageKey) {
        return pageKey.substring(pageKey.indexOf(ROUND_END) + 1);
    }
}
