package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.DonorCounts;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * How many donors there are. {@link DonorRepository} updates the counts with each change (see
 * {@link DonorCountUpdate}), so a count reads as many items as there are shards, or shards and cities, and never a
 * donor. Donors whom another tool stored count from their first change here, or from a migration on. Thread-safe.
 */
@ApplicationScoped
public class DonorCountRepository {

    private static final int PAGE = 500;

    /** Sort before and after every city key. */
    private static final String FIRST = " ";

    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final CityRepository cities;

    @Inject
    public DonorCountRepository(DynamoDbClient dynamoDb, Tables tables, CityRepository cities) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.cities = cities;
    }

    /** The donors of one city. */
    public record OfCity(City city, DonorCounts counts) {}

    /** Counts the donors of all cities. */
    public DonorCounts all() {
        return of(List.of(DonorCountUpdate.ALL));
    }

    public DonorCounts in(City city) {
        return of(cities.keys(city));
    }

    /** The cities that have donors, those with the most donors first. */
    public List<OfCity> byCity() {
        var sums = new HashMap<String, DonorCounts>();
        for (var shard = 0; shard < DonorCountUpdate.SHARDS; shard++) {
            for (var item : query(DonorCountUpdate.partition(shard), FIRST, LAST)) {
                sums.merge(item.sortKey(), counts(item), DonorCounts::plus);
            }
        }
        sums.remove(DonorCountUpdate.ALL);
        sums.values().removeIf(counts -> counts.numbers().isEmpty());
        var byCity = new HashMap<City, DonorCounts>();
        cities.inhabited(sums.keySet())
                .forEach((key, city) -> byCity.merge(city, Objects.requireNonNull(sums.get(key)), DonorCounts::plus));
        return byCity.entrySet().stream()
                .filter(line -> line.getValue().donors() > 0)
                .map(line -> new OfCity(line.getKey(), line.getValue()))
                .sorted(Comparator.comparingLong((OfCity line) -> -line.counts().donors())
                        .thenComparing(line -> line.city().key()))
                .toList();
    }

    /**
     * Sign-ups by day in UTC, from the first to the last day inclusive; 0 for days without any. Donors who have been
     * deleted since still count, because they signed up.
     */
    public SortedMap<LocalDate, Long> signUps(LocalDate first, LocalDate last) {
        var days = new TreeMap<LocalDate, Long>();
        first.datesUntil(last.plusDays(1)).forEach(day -> days.put(day, 0L));
        for (var item : query(DonorCountUpdate.SIGNUPS, first.toString(), last + "~")) {
            var day = LocalDate.parse(item.sortKey().substring(0, item.sortKey().indexOf('#')));
            days.merge(day, item.number(DonorCountUpdate.NUMBER), Long::sum);
        }
        return days;
    }

    private DonorCounts of(List<String> sortKeys) {
        var keys = sortKeys.stream()
                .flatMap(sortKey -> IntStream.range(0, DonorCountUpdate.SHARDS)
                        .mapToObj(shard -> Item.of(DonorCountUpdate.partition(shard), sortKey)))
                .toList();
        return BatchGet.read(dynamoDb, tables.main(), keys).stream()
                .map(DonorCountRepository::counts)
                .reduce(DonorCounts.NONE, DonorCounts::plus);
    }

    private List<Item> query(String partition, String from, String to) {
        var items = new ArrayList<Item>();
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression("PK = :partition AND SK BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":partition", AttributeValue.fromS(partition),
                        ":from", AttributeValue.fromS(from),
                        ":to", AttributeValue.fromS(to)))
                .limit(PAGE)
                .build();
        dynamoDb.queryPaginator(request).items().forEach(attributes -> items.add(Item.from(attributes)));
        return items;
    }

    private static DonorCounts counts(Item item) {
        var numbers = new HashMap<DonorCounts.Kind, Long>();
        for (var status : DonorStatus.values()) {
            for (var type : BloodType.values()) {
                item.findNumber(DonorPartition.kind(status, type))
                        .ifPresent(number -> numbers.put(new DonorCounts.Kind(status, type), number));
            }
        }
        return new DonorCounts(numbers);
    }
}
