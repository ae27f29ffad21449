package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.Depth;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;

/** Many donors want few seats at the same moment. The seed is printed, and repeats the choices, not the order. */
class SeatRaceTest {

    private static final System.Logger LOG = System.getLogger(SeatRaceTest.class.getName());
    private static final String SEED = "savealife.seats.seed";
    private static final int DONORS = 200;
    private static final int SEATS_PER_SLOT = 4;
    private static final int SLOTS = 3;

    /** As many as the client has connections. */
    private static final int THREADS = 50;

    private static final ExecutorService EXECUTOR = Executors.newFixedThreadPool(THREADS);
    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final Instant start = clock.instant().plus(Duration.ofDays(7));
    private final VisitRepository visits = StoredVisits.repository(TABLES, clock);
    private final WaitingListRepository waitingLists = StoredVisits.waitingLists(TABLES, clock);
    private final Map<String, Visit> told = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private Donation donation = announced();

    @AfterAll
    static void disconnect() {
        EXECUTOR.shutdownNow();
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void of_200_donors_who_want_the_last_seat_one_has_it_and_the_others_are_told_the_nearest() throws Exception {
        IntStream.range(1, SEATS_PER_SLOT).forEach(number -> book("early-" + number, start));

        var results = together(IntStream.range(0, DONORS)
                .<Callable<Optional<List<Slot>>>>mapToObj(number -> () -> nearestIfTaken("d" + number))
                .toList());

        assertThat(results).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(results.stream().flatMap(Optional::stream))
                .hasSize(DONORS - 1)
                .allMatch(nearest -> nearest.size() == SLOTS - 1);
        assertThat(visits.counts(donation.id()).booked()).isEqualTo(SEATS_PER_SLOT);
        StoredVisits.addUp(TABLES, donation);
    }

    private Optional<List<Slot>> nearestIfTaken(String donorId) {
        try {
            book(donorId, start);
            return Optional.empty();
        } catch (SlotTakenException taken) {
            return Optional.of(taken.nearest());
        }
    }

    @Test
    void seats_add_up_whatever_donors_and_workers_do_at_once() throws Exception {
        var seed = Depth.seed(SEED);
        for (var round = 0; round < Depth.of(2, 20); round++) {
            LOG.log(System.Logger.Level.INFO, "-D{0}={1}, round {2}", SEED, Long.toString(seed), round);
            donation = announced();
            told.clear();
            over.set(false);
            book("early-1", start);
            book("early-2", start);

            var random = new Random(seed + round);
            var tasks = new ArrayList<Callable<Optional<String>>>();
            IntStream.range(0, DONORS).forEach(number -> {
                var own = new Random(random.nextLong());
                tasks.add(() -> play("d" + number, own));
            });
            var workers =
                    List.of(EXECUTOR.submit(this::work), EXECUTOR.submit(this::work), EXECUTOR.submit(this::watch));
            var results = together(tasks);
            over.set(true);
            for (var worker : workers) {
                worker.get(1, TimeUnit.MINUTES);
            }

            assertThat(results).as("answers that are not clear").allMatch(Optional::isEmpty);
            checkEnd();
        }
    }

    /** What a donor does; nothing if each answer was clear. */
    private Optional<String> play(String donorId, Random random) {
        for (var step = 0; step < 3; step++) {
            try {
                told.put(donorId, answer(donorId, next(donorId, random)));
            } catch (SlotTakenException taken) {
                var free = taken.nearest();
                if (!free.isEmpty() && free.stream().anyMatch(slot -> slot.free() <= 0)) {
                    return Optional.of("offered a full slot: " + free);
                }
            } catch (ConflictException clear) {
                var message = String.valueOf(clear.getMessage());
                if (!message.contains("free seats") && !message.contains("booked")) {
                    return Optional.of(message);
                }
            } catch (RuntimeException unclear) {
                return Optional.of(unclear.toString());
            }
        }
        return Optional.empty();
    }

    private Answer next(String donorId, Random random) {
        var slot = start.plus(Duration.ofMinutes(30L * random.nextInt(SLOTS)));
        var offer = visits.find(donation.id(), donorId).filter(visit -> visit.state() == Visit.State.OFFERED);
        if (offer.isPresent() && random.nextBoolean()) {
            return new Answer.Yes(offer.get().slot().orElse(slot));
        }
        return switch (random.nextInt(8)) {
            case 0 -> new Answer.GiveUp();
            case 1 -> new Answer.No("ill");
            case 2, 3 -> new Answer.Wait();
            default -> new Answer.Yes(slot);
        };
    }

    private void work() {
        while (!over.get()) {
            waitingLists.offerNext(donation);
        }
    }

    /** At no moment is a slot overbooked. */
    private void watch() {
        while (!over.get()) {
            assertThat(new SeatRepository(TABLES.client(), TABLES.tables())
                            .read(donation.id())
                            .numbers()
                            .values())
                    .allSatisfy(numbers -> assertThat(
                                    numbers.getOrDefault(Seats.TAKEN, 0L) + numbers.getOrDefault(Seats.HELD, 0L))
                            .isBetween(0L, (long) SEATS_PER_SLOT));
        }
    }

    private void checkEnd() {
        waitingLists.offerNext(donation);

        StoredVisits.addUp(TABLES, donation);
        var stored = StoredVisits.all(TABLES, donation);
        told.forEach((donorId, visit) -> assertThat(stored)
                .filteredOn(found -> found.donorId().equals(donorId))
                .singleElement()
                .satisfies(found -> assertThat(found.state() == visit.state()
                                || (visit.state() == Visit.State.WAITING && found.state() == Visit.State.OFFERED))
                        .as("told %s, is %s", visit.state(), found.state())
                        .isTrue()));
        var counts = visits.counts(donation.id());
        if (counts.waiting() > 0) {
            assertThat(counts.booked() + counts.offered()).isEqualTo(SEATS_PER_SLOT * SLOTS);
        }
        assertThat(counts.booked() + counts.offered()).isLessThanOrEqualTo(SEATS_PER_SLOT * SLOTS);
        assertThat(new LineRepository(TABLES.client(), TABLES.tables()).waiting(donation.id()))
                .extracting(LineRepository.Entry::donorId)
                .containsAll(stored.stream()
                        .filter(visit -> visit.state() == Visit.State.WAITING)
                        .map(Visit::donorId)
                        .toList());
    }

    /** Does all at the same moment, as far as there are threads. */
    private static <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        var go = new CountDownLatch(1);
        var futures = new ArrayList<Future<T>>();
        tasks.forEach(task -> futures.add(EXECUTOR.submit(() -> {
            go.await();
            return task.call();
        })));
        go.countDown();
        var results = new ArrayList<T>();
        for (var future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private Visit book(String donorId, Instant slot) {
        return answer(donorId, new Answer.Yes(slot));
    }

    private Visit answer(String donorId, Answer answer) {
        return visits.answer(donation, donorId, answer, Visit.Via.LINK);
    }

    private Donation announced() {
        var made = aDonation()
                .at(start)
                .lasting(Duration.ofMinutes(30L * SLOTS))
                .withSlots(30, SEATS_PER_SLOT)
                .build();
        StoredDonations.repository(TABLES, clock).add(made);
        return made;
    }
}
