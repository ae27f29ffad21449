package org.savealife.donation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.savealife.donor.City;
import org.savealife.donor.store.CityRepository;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.MergedQuery;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Lists donations in the order in which they take place, of all cities or of one. Each donation has an entry in the
 * calendar of all cities and in that of its city, written with the donation; {@link #file} adds them for donations that
 * were stored in another way.
 *
 * <p>Entries are items of the invitations table, which has no stream: {@code PK} {@code CALENDAR} or
 * {@code CALENDAR#<city key>}, {@code SK} {@code <start, with milliseconds>#<donation id>}, texts {@code until} (ISO
 * instant: when it is over) and {@code filed_under} (the present or a former {@code SK} of the donation). A third kind,
 * {@code PK} {@code ATTENTION}, lists donations whose invitations staff may have to look at.
 */
@ApplicationScoped
public class CalendarRepository {

    private static final String ALL = "CALENDAR";
    private static final String ATTENTION = "ATTENTION";

    /** A past entry is of no more use. */
    private static final Retention ATTENTION_KEPT = new Retention(1);

    private static final String UNTIL = "until";
    private static final String FILED_UNDER = "filed_under";

    /** Has a fixed length, so that the keys sort like the instants. */
    private static final DateTimeFormatter KEY =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final int QUERY_LIMIT = 200;

    /** One call reads up to 25 steps. Then it returns what it has, and a cursor. */
    private static final int MAX_READS = 25;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final CityRepository cities;
    private final Clock clock;

    @Inject
    public CalendarRepository(DynamoDbClient dynamoDb, Tables tables, CityRepository cities, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.cities = cities;
        this.clock = clock;
    }

    /** The donations in a list. */
    public enum When {
        /** Donations that are not over, the next one first. */
        COMING,
        /** Donations that are over, the latest first. */
        PAST,
        /** Donations that are to come, followed by past ones. */
        ALL;

        /** Reads {@code coming} or {@code past}; any other text means all. */
        public static When ofWord(String word) {
            return switch (word) {
                case "coming" -> COMING;
                case "past" -> PAST;
                default -> ALL;
            };
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A part of a calendar, and the direction in which it is read. */
    private record Stretch(
            String condition, Map<String, AttributeValue> bounds, boolean forward, Predicate<Item> holds) {

        Comparator<String> order() {
            return forward ? Comparator.naturalOrder() : Comparator.reverseOrder();
        }
    }

    /** The entries of a donation, to be written with it. */
    static List<Item> entries(Donation donation) {
        return entries(donation, CityRepository.sortKey(donation.city()));
    }

    /** The entries of a donation that is stored under another key than that of its city. */
    static List<Item> entries(Donation donation, String sortKey) {
        return List.of(entry(ALL, donation, sortKey), entry(partition(CityRepository.key(sortKey)), donation, sortKey));
    }

    /** The entries that a stored donation may have, by its sort key and by its city. */
    static List<Item> entriesOf(Item stored) {
        var donation = DonationItem.donation(stored);
        var entries = new ArrayList<>(entries(donation));
        entries(donation, stored.sortKey()).stream()
                .filter(entry -> entries.stream().noneMatch(other -> other.key().equals(entry.key())))
                .forEach(entries::add);
        return entries;
    }

    private static Item entry(String calendar, Donation donation, String sortKey) {
        return Item.of(calendar, KEY.format(donation.startsAt()) + "#" + donation.id())
                .with(UNTIL, donation.startsAt().plus(donation.length()))
                .with(FILED_UNDER, sortKey);
    }

    /** An entry to be written when something happens to a donation's invitations that staff may have to look at. */
    public static Item attention(String donationId, Instant startsAt, String filedUnder) {
        return ATTENTION_KEPT.limit(
                Item.of(ATTENTION, KEY.format(startsAt) + "#" + donationId)
                        .with(UNTIL, startsAt)
                        .with(FILED_UNDER, filedUnder),
                startsAt);
    }

    /** All donations to come with such an entry, the next one first. */
    public List<Donation> wantingAttention() {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :attention AND SK >= :now")
                .expressionAttributeValues(Map.of(
                        ":attention", AttributeValue.fromS(ATTENTION),
                        ":now", AttributeValue.fromS(KEY.format(clock.instant()))))
                .build();
        var entries = dynamoDb.queryPaginator(request).items().stream()
                .map(Item::from)
                .toList();
        return donations(new Listing<>(entries, Cursor.NONE), Optional.empty()).entries();
    }

    private static String partition(String cityKey) {
        return ALL + "#" + cityKey;
    }

    private List<String> calendars(Optional<City> city) {
        return city.map(wanted -> cities.keys(wanted).stream()
                        .map(CalendarRepository::partition)
                        .toList())
                .orElse(List.of(ALL));
    }

    /** Adds the donation to the calendars, and its city to the register, if they are missing. Repeatable. */
    public void file(Donation donation) {
        cities.register(donation.city());
        for (var entry : entries(donation)) {
            if (!isThere(entry)) {
                dynamoDb.putItem(put -> put.tableName(tables.invitations()).item(entry.attributes()));
            }
        }
    }

    private boolean isThere(Item entry) {
        return dynamoDb.getItem(get -> get.tableName(tables.invitations()).key(entry.key()))
                .hasItem();
    }

    /**
     * Lists donations by date.
     *
     * @param city whose donations to list, or nothing for those of all cities
     * @param limit most donations in the answer, 100 at most
     */
    public Listing<Donation> list(When when, Optional<City> city, Cursor after, int limit) {
        var calendars = calendars(city);
        var now = clock.instant();
        var half = when == When.ALL ? half(after) : when;
        var entries = walk(calendars, half, now, position(after), limit);
        if (when != When.ALL || half == When.PAST || !entries.next().isNone()) {
            return donations(entries, city);
        }
        var rest = walk(calendars, When.PAST, now, "", limit - entries.entries().size());
        var both = new ArrayList<>(entries.entries());
        both.addAll(rest.entries());
        return donations(new Listing<>(both, rest.next()), city);
    }

    private static When half(Cursor after) {
        return !after.isNone() && after.keys().get(0).equals(When.PAST.name()) ? When.PAST : When.COMING;
    }

    private static String position(Cursor after) {
        return after.isNone() ? "" : after.keys().get(1);
    }

    private Listing<Item> walk(List<String> calendars, When half, Instant now, String after, int limit) {
        var stretch = stretch(half, now);
        var found = new ArrayList<Item>();
        var last = after;
        for (var reads = 0; reads < MAX_READS; reads++) {
            var from = last;
            var answers = calendars.stream()
                    .map(calendar -> dynamoDb.query(query(calendar, stretch, from)))
                    .toList();
            var merged = MergedQuery.of(answers, Item::sortKey, stretch.order());
            for (var entry : merged.items()) {
                if (stretch.holds().test(entry)) {
                    if (found.size() == limit) {
                        return new Listing<>(found, Cursor.of(half.name(), last));
                    }
                    found.add(entry);
                }
                last = entry.sortKey();
            }
            if (!merged.more()) {
                return new Listing<>(found, Cursor.NONE);
            }
        }
        return new Listing<>(found, Cursor.of(half.name(), last));
    }

    /** A donation that began up to 31 days ago, the maximal length, may not be over. */
    private static Stretch stretch(When half, Instant now) {
        var key = KEY.format(now);
        return half == When.PAST
                ? new Stretch(
                        "SK < :now", Map.of(":now", AttributeValue.fromS(key)), false, entry -> isOver(entry, now))
                : new Stretch(
                        "SK >= :begun",
                        Map.of(":begun", AttributeValue.fromS(KEY.format(now.minus(Announcement.MAX_DURATION)))),
                        true,
                        entry -> !isOver(entry, now));
    }

    private static boolean isOver(Item entry, Instant now) {
        return !now.isBefore(entry.instant(UNTIL));
    }

    private QueryRequest query(String calendar, Stretch stretch, String after) {
        var values = new HashMap<>(stretch.bounds());
        values.put(":calendar", AttributeValue.fromS(calendar));
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :calendar AND " + stretch.condition())
                .expressionAttributeValues(values)
                .scanIndexForward(stretch.forward())
                .consistentRead(true)
                .limit(QUERY_LIMIT);
        if (!after.isEmpty()) {
            request.exclusiveStartKey(Item.of(calendar, after).key());
        }
        return request.build();
    }

    /**
     * The donations of the entries, in their order. Donations that are gone or not valid by our rules are left out. A
     * donation that is no longer where its entry says is looked up by its id. In the calendar of a city's former key
     * there may be donations of another city.
     */
    private Listing<Donation> donations(Listing<Item> entries, Optional<City> city) {
        var keys = entries.entries().stream()
                .map(entry -> Item.of(DonationItem.PREFIX + id(entry), entry.text(FILED_UNDER)))
                .toList();
        var found = BatchGet.read(dynamoDb, tables.main(), keys).stream()
                .flatMap(item -> DonationItem.read(item).stream())
                .collect(Collectors.toMap(Donation::id, Function.identity()));
        return new Listing<>(
                entries.entries().stream()
                        .flatMap(entry -> Optional.ofNullable(found.get(id(entry)))
                                .or(() -> findItem(id(entry)).flatMap(DonationItem::read))
                                .stream())
                        .filter(donation -> city.filter(wanted -> !wanted.equals(donation.city()))
                                .isEmpty())
                        .toList(),
                entries.next());
    }

    /** The donation's item, whatever its sort key is. */
    Optional<Item> findItem(String id) {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donation")
                        .expressionAttributeValues(Map.of(":donation", AttributeValue.fromS(DonationItem.PREFIX + id)))
                        .consistentRead(true)
                        .limit(1))
                .items();
        return Item.listOf(items).stream().findFirst();
    }

    private static String id(Item entry) {
        return entry.sortKey().substring(entry.sortKey().indexOf('#') + 1);
    }
}
