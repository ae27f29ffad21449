package org.savealife.donor.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.mail.feedback.Feedback;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.SilentAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.TestTables;

class BounceCircuitBreakerIT {

    private static final int MOST = 20;
    private static final int MAX_OF_CITY = 50;

    private static EmbeddedDynamoDb database;

    private final TestClock clock = new TestClock();
    private final List<String> audited = new ArrayList<>();
    private final String provider = RandomId.next() + ".example";
    private TestTables tables;
    private DonorRepository donors;
    private BounceRepository bounces;
    private BounceCircuitBreaker brake;
    private SuppressionHandler suppressing;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void prepare() {
        tables = new TestTables(database.endpoint());
        donors = StoredDonors.repository(tables);
        var audit = new SilentAudit(tables) {
            @Override
            public void record(String who, String action, String subjectId) {
                audited.add(who + " " + action + " " + subjectId);
            }

            @Override
            public <T> T recording(String who, String action, String subjectId, Supplier<T> act) {
                var done = act.get();
                if (Boolean.TRUE.equals(done)) {
                    record(who, action, subjectId);
                }
                return done;
            }
        };
        bounces = StoredBounces.repository(tables);
        brake = StoredBounces.brake(tables, donors, audit, clock);
        suppressing = new SuppressionHandler(donors, StoredBounces.noReturnPaths(), brake, audit, clock);
    }

    @Test
    void as_many_donors_of_one_provider_as_may_are_put_aside_one_by_one() {
        var bounced = bounce(ofProvider(MOST));

        assertThat(bounced).allMatch(this::isSuppressed);
        assertThat(waiting()).isEmpty();
        assertThat(audited).hasSize(MOST);
    }

    @Test
    void one_more_within_an_hour_and_nobody_is_put_aside_until_staff_decide() {
        var bounced = bounce(ofProvider(MOST + 5));

        assertThat(bounced).noneMatch(this::isSuppressed);
        assertThat(waiting()).singleElement().satisfies(group -> {
            assertThat(group.group()).isEqualTo(new BounceGroup("provider " + provider, provider));
            assertThat(group.donors()).isEqualTo(MOST + 5);
            assertThat(group.reasons()).containsExactly("bounced: 550 5.1.1 User unknown");
        });
        assertThat(audited)
                .filteredOn(entry -> entry.contains("donor.suppress"))
                .hasSize(MOST);
        assertThat(audited)
                .filteredOn(entry -> entry.startsWith("mail donor.unsuppress"))
                .hasSize(MOST);
    }

    @Test
    void spread_over_a_day_they_are_just_gone() {
        var bounced = ofProvider(MOST + 5);
        for (var donor : bounced) {
            bounce(List.of(donor));
            clock.advance(Duration.ofMinutes(5));
        }

        assertThat(bounced).allMatch(this::isSuppressed);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void the_same_donor_again_and_again_counts_once() {
        var donor = ofProvider(1);
        for (var times = 0; times < MOST + 5; times++) {
            bounce(donor);
            donors.unsuppress(donor.get(0).id());
        }

        assertThat(waiting()).isEmpty();
    }

    @Test
    void donors_of_one_city_wait_whoever_their_providers_are() {
        var city = "Haarlem " + RandomId.next();
        var bounced = bounce(IntStream.rangeClosed(0, MAX_OF_CITY)
                .mapToObj(number -> stored(RandomId.next() + ".example", city))
                .toList());

        assertThat(bounced).noneMatch(this::isSuppressed);
        assertThat(brake.waiting())
                .filteredOn(group -> group.group().name().equals(city))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.group().isProvider()).isFalse();
                    assertThat(group.donors()).isEqualTo(MAX_OF_CITY + 1);
                });
    }

    @Test
    void a_complaint_counts_whatever_happens_to_others() {
        bounce(ofProvider(MOST + 1));
        var zoe = stored(provider, "Haarlem " + RandomId.next());

        suppressing.takeByAddress(told(Feedback.Kind.COMPLAINED, zoe));

        assertThat(donors.find(zoe.id()).orElseThrow().suppression()).isEqualTo("complained");
    }

    @Test
    void staff_put_all_aside_in_one_step() {
        var bounced = bounce(ofProvider(MOST + 5));
        audited.clear();

        settle(true);

        assertThat(bounced).allMatch(this::isSuppressed);
        assertThat(waiting()).isEmpty();
        assertThat(audited)
                .containsExactlyInAnyOrderElementsOf(bounced.stream()
                        .map(donor -> "noor donor.suppress " + donor.id())
                        .toList());
    }

    @Test
    void staff_leave_all_in_in_one_step() {
        var bounced = bounce(ofProvider(MOST + 5));
        audited.clear();

        settle(false);

        assertThat(bounced).noneMatch(this::isSuppressed);
        assertThat(waiting()).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void once_staff_have_decided_the_count_begins_anew() {
        bounce(ofProvider(MOST + 5));
        settle(false);

        var next = bounce(ofProvider(MOST));
        assertThat(next).allMatch(this::isSuppressed);

        var more = bounce(ofProvider(1));
        assertThat(Stream.concat(next.stream(), more.stream())).noneMatch(this::isSuppressed);
    }

    @Test
    void what_comes_back_after_staff_have_decided_waits_for_the_next_time() {
        bounce(ofProvider(MOST + 1));
        var decidedAt = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        var late = bounce(ofProvider(1));

        brake.settle(held(), true, "noor", decidedAt);

        assertThat(late).noneMatch(this::isSuppressed);
        assertThat(waiting())
                .singleElement()
                .satisfies(group -> assertThat(group.donors()).isEqualTo(1));
    }

    @Test
    void who_has_given_another_address_or_is_gone_meanwhile_is_left_alone() {
        var bounced = bounce(ofProvider(MOST + 5));
        var moved = bounced.get(0);
        donors.edit(aDonor().withId(moved.id())
                .withEmail(RandomId.next() + "@example.org")
                .build());
        donors.erase(bounced.get(1).id());

        settle(true);

        assertThat(isSuppressed(moved)).isFalse();
        assertThat(donors.find(bounced.get(1).id())).isEmpty();
        assertThat(bounced.stream().skip(2)).allMatch(this::isSuppressed);
    }

    @Test
    void who_was_put_aside_for_another_reason_stays_so() {
        var zoe = ofProvider(1).get(0);
        bounce(List.of(zoe));
        donors.suppress(zoe.id(), "asked by phone");

        bounce(ofProvider(MOST));
        settle(false);

        assertThat(donors.find(zoe.id()).orElseThrow().suppression()).isEqualTo("asked by phone");
    }

    @Test
    void a_decision_that_was_cut_short_is_made_again_for_those_who_are_left() {
        var bounced = bounce(ofProvider(MOST + 5));
        var left = bounces.list(held().group(), BounceRepository.from(held().since()), 3);
        left.forEach(bounce -> bounces.remove(held().group(), bounce));

        settle(true);

        assertThat(bounced.stream().filter(this::isSuppressed)).hasSize(MOST + 2);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void nothing_of_it_is_kept_for_ever_and_nobody_can_be_known_by_it() {
        bounce(ofProvider(MOST + 1));

        var items = Item.listOf(tables.client()
                .scan(scan -> scan.tableName(tables.tables().invitations()))
                .items());
        assertThat(items)
                .filteredOn(item -> item.partitionKey().contains("BOUNCES"))
                .hasSizeGreaterThan(MOST)
                .allSatisfy(
                        item -> assertThat(item.findNumber(Tables.DELETE_AFTER)).isPresent())
                .allSatisfy(item -> assertThat(item.attributes().toString()).doesNotContain("@", "Zo"));
    }

    private List<Donor> ofProvider(int number) {
        return Stream.generate(() -> stored(provider, "Haarlem " + RandomId.next()))
                .limit(number)
                .toList();
    }

    private Donor stored(String domain, String city) {
        var donor =
                aDonor().from(city).withEmail(RandomId.next() + "@" + domain).build();
        donors.add(donor);
        return donor;
    }

    private List<Donor> bounce(List<Donor> several) {
        several.forEach(donor -> {
            suppressing.takeByAddress(told(Feedback.Kind.BOUNCED, donor));
            clock.advance(Duration.ofMillis(10));
        });
        return several;
    }

    private static Feedback told(Feedback.Kind kind, Donor donor) {
        return new Feedback(kind, List.of(donor.email().value()), "550 5.1.1 User unknown", "1@example.org");
    }

    private boolean isSuppressed(Donor donor) {
        return !donors.find(donor.id()).orElseThrow().suppression().isEmpty();
    }

    private void settle(boolean aside) {
        brake.settle(held(), aside, "noor", clock.instant());
    }

    private BounceRepository.Held held() {
        return bounces.held().stream()
                .filter(group -> group.group().name().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    private List<BounceCircuitBreaker.Waiting> waiting() {
        return brake.waiting().stream()
                .filter(group -> group.group().name().equals(provider))
                .toList();
    }
}
