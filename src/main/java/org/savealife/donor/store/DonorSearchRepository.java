package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.FirstName;
import org.savealife.donor.TextFolding;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Finds donors by what staff know about them, page by page, without a Scan and without reading more than a page needs:
 *
 * <ul>
 *   <li>by name or address: along the sorted names, then the later words of names, then the sorted addresses. If the
 *       query also has a city, type or status, a page reads at most 800 entries and may be short;
 *   <li>by type or status: along their shelves ({@link DonorIndexItems}), merged;
 *   <li>otherwise along the inverted index, city by city.
 * </ul>
 *
 * <p>Until the migration {@link Schema#DONOR_ENTRIES} is done, some donors have no entries of their later words. Until
 * then, donors whom both a later word and the address would find are therefore listed at the address, and some of them
 * twice, on two pages.
 */
@ApplicationScoped
public class DonorSearchRepository {

    /** Entries that one page reads: all at once if most of them will not match, otherwise the first hundred alone. */
    private static final int MAX_ENTRIES = 800;

    /** Entries whose donors are read together. */
    private static final int CHUNK = 100;

    /** First keys of the cursors of a search by text: it is at the names, their later words or the addresses. */
    private static final String NAMES = "name";

    /** Followed by the number of the word. */
    private static final String WORDS = "word";

    private static final String ADDRESSES = "address";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final DonorRepository donors;
    private final CityRepository cities;
    private final Schema schema;
    private final CityDonors byCity;

    @Inject
    public DonorSearchRepository(
            DynamoDbClient dynamoDb, Tables tables, DonorRepository donors, CityRepository cities, Schema schema) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.donors = donors;
        this.cities = cities;
        this.schema = schema;
        byCity = new CityDonors(cities);
    }

    /** The next donors, in an order that depends on the query. A page may be short, even empty, and not be the last. */
    public Listing<Donor> list(DonorQuery query, Cursor after, int limit) {
        if (!query.text().isEmpty()) {
            return byText(query, after, limit);
        }
        if (!query.isForAnyKind()) {
            return byKind(query, after, limit);
        }
        return query.city().isPresent() ? byCity.list(query.city().get(), after, limit) : byCity.list(after, limit);
    }

    /**
     * How far a search by text has come.
     *
     * @param key of the last entry read, empty before the first
     * @param id of its donor, likewise
     */
    private record Place(String kind, String key, String id) {

        static Place of(Item entry) {
            var id = entry.text(DonorIndexItems.DONOR_ID);
            if (entry.sortKey().equals(DonorIndexItems.GUARD_SORT_KEY)) {
                return new Place(ADDRESSES, entry.partitionKey(), id);
            }
            return entry.partitionKey().startsWith(DonorIndexItems.WORD_PREFIX)
                    ? new Place(WORDS + entry.number(DonorIndexItems.WORD), entry.sortKey(), id)
                    : new Place(NAMES, entry.sortKey(), id);
        }

        static Place before(String kind) {
            return new Place(kind, "", "");
        }

        boolean isAt(String other) {
            return other.equals(WORDS) ? kind.startsWith(WORDS) : kind.equals(other);
        }

        /**
         * Whether no name or word of the donor that comes first has listed the donor before.
         *
         * @param haveWords whether all donors have the entries of their later words
         */
        boolean isFirstOf(Donor donor, DonorQuery query, boolean haveWords) {
            if (isAt(NAMES)) {
                return true;
            }
            var word = query.wordOf(donor);
            return !query.isForName(donor)
                    && (isAt(WORDS)
                            ? word.isPresent() && kind.equals(WORDS + word.getAsInt())
                            : !haveWords || word.isEmpty());
        }

        /** Holds the id: cursors are part of URLs, which must contain neither names nor addresses of donors. */
        Cursor cursor() {
            return Cursor.of(kind, id);
        }
    }

    private Listing<Donor> byText(DonorQuery query, Cursor after, int limit) {
        var found = new ArrayList<Donor>();
        var place = after.isNone() ? Place.before(NAMES) : place(after, query);
        var mayFit = mayFit(query);
        var haveWords = schema.isDone(Schema.DONOR_ENTRIES);
        var isForText = query.isForAnyKind() && query.city().isEmpty();
        for (var looked = 0; looked < MAX_ENTRIES; ) {
            var round = looked == 0 && isForText ? CHUNK : MAX_ENTRIES - looked;
            var entries = entries(place, query, round);
            looked += entries.size();
            var byId = Map.<String, Donor>of();
            for (var index = 0; index < entries.size(); index++) {
                if (index % CHUNK == 0) {
                    byId = read(entries.stream()
                            .skip(index)
                            .limit(CHUNK)
                            .filter(mayFit)
                            .toList());
                }
                var next = Place.of(entries.get(index));
                var donor = Optional.ofNullable(byId.get(next.id()))
                        .filter(query::fits)
                        .filter(read -> next.isFirstOf(read, query, haveWords))
                        .filter(read -> haveWords || !found.contains(read));
                if (donor.isPresent() && found.size() == limit) {
                    return new Listing<>(found, place.cursor());
                }
                donor.ifPresent(found::add);
                place = next;
            }
            if (entries.size() < round) {
                if (place.isAt(ADDRESSES)) {
                    return new Listing<>(found, Cursor.NONE);
                }
                place = Place.before(place.isAt(NAMES) ? WORDS : ADDRESSES);
            }
        }
        return new Listing<>(found, place.cursor());
    }

    private List<Item> entries(Place place, DonorQuery query, int limit) {
        if (place.isAt(ADDRESSES)) {
            return guards(query.address(), place.key(), limit);
        }
        return names(
                place.isAt(NAMES) ? DonorIndexItems::namesWith : DonorIndexItems::wordsWith,
                query.name(),
                place.key(),
                limit);
    }

    /** Whether the donor of an entry may match, as far as the entry tells. Entries of other releases tell less. */
    Predicate<Item> mayFit(DonorQuery query) {
        var shelves = DonorIndexItems.shelves(query).toList();
        var cityKeys = query.city().map(cities::keys);
        return entry ->
                entry.findText(DonorIndexItems.SHELF).map(shelves::contains).orElse(true)
                        && cityKeys.flatMap(keys ->
                                        entry.findText(DonorIndexItems.CITY_KEY).map(keys::contains))
                                .orElse(true);
    }

    /** The place of the cursor, by the donor's present name. A key of another search would cause a database error. */
    private Place place(Cursor cursor, DonorQuery query) {
        var kind = cursor.keys().get(0);
        var id = cursor.keys().get(1);
        if (id.isEmpty() && List.of(WORDS, ADDRESSES).contains(kind)) {
            return Place.before(kind);
        }
        var donor = donors.find(id).orElseThrow(DonorSearchRepository::foreignCursor);
        return Stream.concat(
                        Stream.of(DonorIndexItems.name(donor), DonorIndexItems.guard(donor)),
                        DonorIndexItems.words(donor).stream())
                .map(Place::of)
                .filter(place -> place.kind().equals(kind))
                .filter(place -> place.key()
                        .startsWith(
                                place.isAt(ADDRESSES) ? DonorIndexItems.GUARD_PREFIX + query.address() : query.name()))
                .findFirst()
                .orElseThrow(DonorSearchRepository::foreignCursor);
    }

    static InvalidFieldsException foreignCursor() {
        return new InvalidFieldsException(List.of(new InvalidField(
                "cursor",
                "That cursor is one of another search, or its donor has changed. Start at the first page again.")));
    }

    /** @param partitions the partition of the names, or of their later words, that begin with a text */
    private List<Item> names(UnaryOperator<String> partitions, String name, String after, int limit) {
        if (!TextFolding.isKey(name, FirstName.MAX_KEY_LENGTH)) {
            return List.of();
        }
        var partition = partitions.apply(name);
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression("PK = :letter AND begins_with(SK, :name)")
                .expressionAttributeValues(
                        Map.of(":letter", AttributeValue.fromS(partition), ":name", AttributeValue.fromS(name)))
                .consistentRead(true)
                .limit(limit);
        if (!after.isEmpty()) {
            request.exclusiveStartKey(Item.of(partition, after).key());
        }
        return Item.listOf(dynamoDb.query(request.build()).items());
    }

    private List<Item> guards(String address, String after, int limit) {
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :guards AND begins_with(PK, :address)")
                .expressionAttributeValues(Map.of(
                        ":guards", AttributeValue.fromS(DonorIndexItems.GUARD_SORT_KEY),
                        ":address", AttributeValue.fromS(DonorIndexItems.GUARD_PREFIX + address)))
                .limit(limit);
        if (!after.isEmpty()) {
            request.exclusiveStartKey(
                    Item.of(after, DonorIndexItems.GUARD_SORT_KEY).key());
        }
        return Item.listOf(dynamoDb.query(request.build()).items());
    }

    /** Reads one page of each shelf; the first entries of all of them make the page. */
    private Listing<Donor> byKind(DonorQuery query, Cursor after, int limit) {
        var start = after.isNone()
                ? ""
                : DonorIndexItems.onShelf(after.keys().get(0), after.keys().get(1));
        var cityKeys = query.city().map(cities::keys);
        if (cityKeys.filter(
                        keys -> !after.isNone() && !keys.contains(after.keys().get(0)))
                .isPresent()) {
            throw foreignCursor();
        }
        var ranges = cityKeys.map(keys -> keys.stream().map(key -> DonorIndexItems.onShelf(key, "")))
                .orElse(Stream.of(""))
                .toList();
        var entries = DonorIndexItems.shelves(query)
                .flatMap(shelf -> ranges.stream().flatMap(range -> shelf(shelf, range, start, limit + 1).stream()))
                .sorted(Comparator.comparing(Item::sortKey))
                .toList();
        var page = entries.stream().limit(limit).toList();
        var byId = read(page);
        return new Listing<>(
                page.stream()
                        .map(entry -> entry.text(DonorIndexItems.DONOR_ID))
                        .distinct()
                        .flatMap(id -> Stream.ofNullable(byId.get(id)))
                        .filter(query::fits)
                        .toList(),
                entries.size() > limit ? afterOnShelf(page.get(page.size() - 1)) : Cursor.NONE);
    }

    /**
     * Entries of a shelf that begin with the range.
     *
     * @param range empty for the whole shelf
     * @param after where to continue in the order of all shelves, empty for the start
     */
    private List<Item> shelf(String shelf, String range, String after, int limit) {
        if (!range.isEmpty() && !after.startsWith(range) && after.compareTo(range) > 0) {
            return List.of();
        }
        var values = new HashMap<>(Map.of(":shelf", AttributeValue.fromS(shelf)));
        if (!range.isEmpty()) {
            values.put(":range", AttributeValue.fromS(range));
        }
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression(range.isEmpty() ? "PK = :shelf" : "PK = :shelf AND begins_with(SK, :range)")
                .expressionAttributeValues(values)
                .consistentRead(true)
                .limit(limit);
        if (!after.isEmpty() && after.startsWith(range)) {
            request.exclusiveStartKey(Item.of(shelf, after).key());
        }
        return Item.listOf(dynamoDb.query(request.build()).items());
    }

    private static Cursor afterOnShelf(Item entry) {
        return Cursor.of(entry.text(DonorIndexItems.CITY_KEY), entry.text(DonorIndexItems.DONOR_ID));
    }

    /**
     * The donors of the entries, by id. Donors whom an earlier release filed elsewhere, or nowhere, are looked up one
     * by one.
     */
    Map<String, Donor> read(List<Item> entries) {
        var keys = entries.stream()
                .filter(entry -> entry.findText(DonorIndexItems.CITY_KEY).isPresent())
                .map(DonorItem::keyOf)
                .distinct()
                .toList();
        var found = BatchGet.read(dynamoDb, tables.main(), keys).stream()
                .flatMap(item -> DonorItem.read(item).stream())
                .collect(Collectors.toMap(Donor::id, Function.identity(), (one, same) -> one, HashMap::new));
        entries.stream()
                .map(entry -> entry.text(DonorIndexItems.DONOR_ID))
                .filter(id -> !found.containsKey(id))
                .distinct()
                .flatMap(id -> donors.find(id).stream())
                .forEach(donor -> found.put(donor.id(), donor));
        return found;
    }
}
