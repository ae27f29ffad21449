package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donation.SlotItem;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TableFile;
import org.savealife.platform.dynamodb.BatchWrite;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes the repositories of visits outside the container, and checks that all visits and seats add up. */
public final class StoredVisits {

    private StoredVisits() {}

    public static VisitRepository repository(TestTables tables, Clock clock) {
        return new VisitRepository(
                tables.client(),
                tables.tables(),
                tables.transactions(),
                StoredDonations.repository(tables, clock),
                clock);
    }

    /** The waiting lists, with the night in UTC. */
    public static WaitingListRepository waitingLists(TestTables tables, Clock clock) {
        return new WaitingListRepository(
                tables.client(),
                tables.tables(),
                tables.transactions(),
                StoredDonations.repository(tables, clock),
                clock,
                ZoneOffset.UTC);
    }

    /** Stores visits to a donation with one state, as they are, and counts nothing. */
    public static void put(TestTables tables, Donation donation, Visit.State state, List<String> donorIds) {
        var now = donation.createdAt();
        BatchWrite.write(
                tables.client(),
                tables.tables().main(),
                donorIds.stream()
                        .map(donorId -> VisitItem.of(new StoredVisit(
                                new Visit(
                                        donation.id(),
                                        donorId,
                                        state,
                                        Optional.empty(),
                                        now,
                                        now,
                                        Visit.Via.LINK,
                                        "",
                                        Optional.empty()),
                                Optional.empty(),
                                0)))
                        .map(item -> WriteRequest.builder()
                                .putRequest(put -> put.item(item.attributes()))
                                .build())
                        .toList());
    }

    /** The item of a visit. */
    public static Item item(TestTables tables, Donation donation, String donorId) {
        return Item.from(tables.client()
                .getItem(get -> get.tableName(tables.tables().main())
                        .key(VisitItem.key(donation.id(), donorId).key())
                        .consistentRead(true))
                .item());
    }

    /** All visits to the donation in the whole table. */
    public static List<Visit> all(TestTables tables, Donation donation) {
        return stored(tables, donation).stream().map(StoredVisit::visit).toList();
    }

    private static List<StoredVisit> stored(TestTables tables, Donation donation) {
        return Item.listOf(TableFile.items(tables.client(), tables.tables().main())).stream()
                .filter(item ->
                        VisitItem.isVisit(item) && VisitItem.donationId(item).equals(donation.id()))
                .map(item -> VisitItem.read(item, donation.startsAt()))
                .toList();
    }

    /** Checks that the seats are what the visits take, slot by slot, and the counts what there is. */
    public static void addUp(TestTables tables, Donation donation) {
        var visits = stored(tables, donation);
        var seats = new SeatRepository(tables.client(), tables.tables()).read(donation.id());
        var taken = new HashMap<String, Map<String, Long>>();
        visits.forEach(visit -> visit.seat().ifPresent(seat -> {
            var numbers = taken.computeIfAbsent(seat, unused -> new HashMap<>());
            numbers.merge(visit.isHeld() ? Seats.HELD : Seats.TAKEN, 1L, Long::sum);
        }));

        seats.numbers().forEach((sortKey, numbers) -> {
            var expected = taken.getOrDefault(sortKey, Map.of());
            assertThat(numbers.getOrDefault(Seats.TAKEN, 0L))
                    .as("taken at %s", sortKey)
                    .isEqualTo(expected.getOrDefault(Seats.TAKEN, 0L));
            assertThat(numbers.getOrDefault(Seats.HELD, 0L))
                    .as("held at %s", sortKey)
                    .isEqualTo(expected.getOrDefault(Seats.HELD, 0L));
            if (!sortKey.equals(SlotItem.COUNTS) && numbers.containsKey(Seats.SEATS)) {
                assertThat(numbers.get(Seats.FREE))
                        .as("free at %s", sortKey)
                        .isEqualTo(numbers.get(Seats.SEATS)
                                - numbers.getOrDefault(Seats.TAKEN, 0L)
                                - numbers.getOrDefault(Seats.HELD, 0L));
            }
        });
        assertThat(seats.numbers().keySet()).containsAll(taken.keySet());
        assertThat(seats.counts())
                .isEqualTo(new VisitCounts(
                        count(visits, Visit.State.BOOKED),
                        count(visits, Visit.State.WAITING),
                        count(visits, Visit.State.OFFERED),
                        count(visits, Visit.State.NO),
                        count(visits, Visit.State.GAVE_UP)));
    }

    private static int count(List<StoredVisit> visits, Visit.State state) {
        return (int)
                visits.stream().filter(visit -> visit.visit().state() == state).count();
    }
}
