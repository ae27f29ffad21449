package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.fixture.Depth;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Counts what pages of a list of 10,000 donors, or 100,000 in the deep run, request of the database. Measures no time.
 */
class ManyDonorsIT {

    private static final int ROWS = 25;

    /** A page of shelves reads a page of each: 3 statuses times 9 types. */
    private static final int MAX_REQUESTS = 30;

    /**
     * Pages by text read at most 800 entries, and donors who probably match; those of shelves read 26 entries of each.
     */
    private static final int MAX_ITEMS = 1_000;

    private static EmbeddedDynamoDb database;
    private static DynamoDbClient client;
    private static DonorTables tables;
    private static final Requests REQUESTS = new Requests();

    /** The requests sent to the database. */
    private static final class Requests implements ExecutionInterceptor {

        private final List<String> kinds = new ArrayList<>();
        private int items;

        @Override
        public synchronized void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            kinds.add(context.request().getClass().getSimpleName());
            if (context.response() instanceof QueryResponse response) {
                items += response.count();
            } else if (context.response() instanceof BatchGetItemResponse response) {
                items += response.responses().values().stream()
                        .mapToInt(List::size)
                        .sum();
            }
        }

        synchronized void forget() {
            kinds.clear();
            items = 0;
        }
    }

    @BeforeAll
    static void storeDonors() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        var testTables = new TestTables(database.endpoint());
        client = TestTables.client(database.endpoint(), REQUESTS);
        tables = new DonorTables(testTables, client);
        ManyDonors.store(testTables, tables.cities, Depth.of(10_000, 100_000));
    }

    @AfterAll
    static void stopDatabase() {
        client.close();
        database.close();
    }

    static Stream<Arguments> searches() {
        var city = Optional.of(City.of(ManyDonors.BIG_CITY));
        return Stream.of(
                search("everybody", new DonorQuery("", Optional.empty(), Optional.empty(), Optional.empty())),
                search("one city", new DonorQuery("", city, Optional.empty(), Optional.empty())),
                search("a name", new DonorQuery("zoe", Optional.empty(), Optional.empty(), Optional.empty())),
                search("a name in a city", new DonorQuery("zoe", city, Optional.empty(), Optional.empty())),
                search(
                        "an address",
                        new DonorQuery(
                                Depth.isDeep() ? "0f" : "0", Optional.empty(), Optional.empty(), Optional.empty())),
                search(
                        "a type",
                        new DonorQuery("", Optional.empty(), Optional.of(BloodType.AB_NEGATIVE), Optional.empty())),
                search("a type in a city", new DonorQuery("", city, Optional.of(BloodType.UNKNOWN), Optional.empty())),
                search(
                        "a status",
                        new DonorQuery("", Optional.empty(), Optional.empty(), Optional.of(DonorStatus.UNSUBSCRIBED))),
                search(
                        "all at once",
                        new DonorQuery(
                                "e", city, Optional.of(BloodType.A_POSITIVE), Optional.of(DonorStatus.SUBSCRIBED))));
    }

    private static Arguments search(String name, DonorQuery query) {
        return Arguments.of(name, query);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("searches")
    void a_page_reads_little_and_nothing_scans(String name, DonorQuery query) {
        var cursor = Cursor.NONE;
        var found = 0;
        for (var page = 0; page < 3; page++) {
            REQUESTS.forget();
            var listing = tables.search.list(query, cursor, ROWS);

            assertThat(REQUESTS.kinds)
                    .as(name)
                    .hasSizeLessThanOrEqualTo(MAX_REQUESTS)
                    .isSubsetOf("QueryRequest", "BatchGetItemRequest");
            assertThat(REQUESTS.items).as(name).isLessThanOrEqualTo(MAX_ITEMS);
            found += listing.entries().size();
            cursor = listing.next();
        }
        assertThat(found).as(name + ", three pages").isEqualTo(3 * ROWS);
    }
}
