package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Lists donors by name, along the entries of their names letter by letter, or the latest sign-up first, along the
 * entries of the sign-ups day by day ({@link DonorIndexItems}). If the query also has a city, type or status, a page
 * reads at most 800 entries and may be short, even empty. Never a Scan.
 */
@ApplicationScoped
public class SortedDonorRepository {

    /** Most entries that one page reads, and most queries that it sends. */
    private static final int MAX_ENTRIES = 800;

    private static final int MAX_READS = 40;

    /** Entries whose donors are read together. */
    private static final int CHUNK = 100;

    /** Counts of sign-ups to read at once: one for each shard of 50 days. */
    private static final int MAX_COUNTS = 50 * DonorCountUpdate.SHARDS;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final DonorRepository donors;
    private final DonorSearchRepository search;

    @Inject
    public SortedDonorRepository(
            DynamoDbClient dynamoDb, Tables tables, DonorRepository donors, DonorSearchRepository search) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.donors = donors;
        this.search = search;
    }

    /**
     * A partition of entries.
     *
     * @param word stands for the partition in cursors, which are part of URLs: a letter or a day
     */
    private record Part(String word, String partition) {

        static Part ofLetter(String letter) {
            return new Part(letter, DonorIndexItems.namesWith(letter));
        }

        static Part ofDay(String day) {
            return new Part(day, DonorIndexItems.signedOn(LocalDate.parse(day)));
        }
    }

    /** The next matching donors in this order. A query for a text has the order of the search. */
    public Listing<Donor> list(DonorQuery query, DonorOrder order, Cursor after, int limit) {
        if (!query.text().isEmpty() || order == DonorOrder.CITY) {
            return search.list(query, after, limit);
        }
        return order == DonorOrder.NAME ? byName(query, after, limit) : newestFirst(query, after, limit);
    }

    /** The cursor holds the letter and the donor's id, but no name. */
    private Listing<Donor> byName(DonorQuery query, Cursor after, int limit) {
        var letter = after.isNone() ? "" : after.keys().get(0);
        var id = after.isNone() ? "" : after.keys().get(1);
        var key = id.isEmpty() ? "" : nameOf(id, letter).sortKey();
        var letters = letters().tailSet(letter, true).stream().map(Part::ofLetter);
        return new Walk(query, limit, true).go(letters.iterator(), after, key);
    }

    private Item nameOf(String id, String letter) {
        return donors.find(id)
                .map(DonorIndexItems::name)
                .filter(name -> !letter.isEmpty() && name.partitionKey().equals(DonorIndexItems.namesWith(letter)))
                .orElseThrow(DonorSearchRepository::foreignCursor);
    }

    /** The letters of the register and of the alphabet, since an earlier release registered none. */
    private NavigableSet<String> letters() {
        var letters = new TreeSet<String>();
        IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).forEach(letters::add);
        var register = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression("PK = :letters")
                .expressionAttributeValues(Map.of(":letters", AttributeValue.fromS(DonorIndexItems.LETTERS)))
                .build();
        dynamoDb.queryPaginator(register).items().stream()
                .map(item -> Item.from(item).sortKey())
                .forEach(letters::add);
        return letters;
    }

    /** The cursor holds the day and the key within it, which is a moment and an id. */
    private Listing<Donor> newestFirst(DonorQuery query, Cursor after, int limit) {
        var day = after.isNone() ? "" : day(after.keys().get(0));
        var key = after.isNone() ? "" : after.keys().get(1);
        return new Walk(query, limit, false).go(new Days(day), after, key);
    }

    private static String day(String text) {
        try {
            return LocalDate.parse(text).toString();
        } catch (DateTimeParseException ofAnotherList) {
            throw DonorSearchRepository.foreignCursor();
        }
    }

    /** The days with sign-ups, the latest first, read as they are needed. */
    private final class Days implements Iterator<Part> {

        private final List<String> read = new ArrayList<>();
        private String last;
        private boolean end;

        /** @param first the day to begin with, empty for the latest */
        Days(String first) {
            last = first;
            if (!first.isEmpty()) {
                read.add(first);
            }
        }

        @Override
        public boolean hasNext() {
            if (read.isEmpty() && !end) {
                readOn();
            }
            return !read.isEmpty();
        }

        @Override
        public Part next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException("no earlier day");
            }
            return Part.ofDay(read.remove(0));
        }

        private void readOn() {
            var condition = last.isEmpty() ? "PK = :signups" : "PK = :signups AND SK < :last";
            var values = last.isEmpty()
                    ? Map.of(":signups", AttributeValue.fromS(DonorCountUpdate.SIGNUPS))
                    : Map.of(
                            ":signups", AttributeValue.fromS(DonorCountUpdate.SIGNUPS),
                            ":last", AttributeValue.fromS(last));
            var page = dynamoDb.query(query -> query.tableName(tables.main())
                    .keyConditionExpression(condition)
                    .expressionAttributeValues(values)
                    .scanIndexForward(false)
                    .limit(MAX_COUNTS));
            Item.listOf(page.items()).stream()
                    .map(item -> item.sortKey().substring(0, item.sortKey().indexOf('#')))
                    .distinct()
                    .forEach(read::add);
            end = read.isEmpty();
            last = end ? last : read.get(read.size() - 1);
        }
    }

    /** A page being filled along the entries. */
    private final class Walk {

        private final DonorQuery query;
        private final Predicate<Item> mayFit;
        private final int limit;
        private final boolean forward;
        private final List<Donor> found = new ArrayList<>();
        private Cursor last = Cursor.NONE;
        private int looked;
        private int reads;

        Walk(DonorQuery query, int limit, boolean forward) {
            this.query = query;
            this.limit = limit;
            this.forward = forward;
            mayFit = search.mayFit(query);
        }

        Listing<Donor> go(Iterator<Part> parts, Cursor after, String key) {
            last = after;
            var start = key;
            while (parts.hasNext()) {
                var part = parts.next();
                do {
                    if (looked >= MAX_ENTRIES || reads >= MAX_READS) {
                        return new Listing<>(found, start.isEmpty() ? Cursor.of(part.word(), "") : last);
                    }
                    var page = query(part.partition(), start);
                    if (isFull(part, page.entries())) {
                        return new Listing<>(found, last);
                    }
                    start = page.next().isNone() ? "" : page.next().keys().get(0);
                } while (!start.isEmpty());
            }
            return new Listing<>(found, Cursor.NONE);
        }

        /** Adds the matching donors of the entries. Returns true if there is one more than the page takes. */
        private boolean isFull(Part part, List<Item> entries) {
            var byId = search.read(entries.stream().filter(mayFit).toList());
            for (var entry : entries) {
                var id = entry.text(DonorIndexItems.DONOR_ID);
                var donor = Optional.ofNullable(byId.get(id)).filter(query::fits);
                if (donor.isPresent() && found.size() == limit) {
                    return true;
                }
                donor.ifPresent(found::add);
                last = Cursor.of(part.word(), forward ? id : entry.sortKey());
            }
            return false;
        }

        private Listing<Item> query(String partition, String after) {
            var request = QueryRequest.builder()
                    .tableName(tables.main())
                    .keyConditionExpression("PK = :partition")
                    .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
                    .scanIndexForward(forward)
                    .consistentRead(true)
                    .limit(CHUNK);
            if (!after.isEmpty()) {
                request.exclusiveStartKey(Item.of(partition, after).key());
            }
            var page = dynamoDb.query(request.build());
            reads++;
            looked += page.items().size();
            return new Listing<>(
                    Item.listOf(page.items()),
                    page.hasLastEvaluatedKey()
                            ? Cursor.of(Item.from(page.lastEvaluatedKey()).sortKey())
                            : Cursor.NONE);
        }
    }
}
