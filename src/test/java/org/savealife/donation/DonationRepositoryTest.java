package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.City;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.UnprocessableException;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DonationRepositoryTest {

    private static final LostAnswers ANSWERS = new LostAnswers();
    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private DonationRepository donations;
    private final String city = "Haarlem " + RandomId.next();
    private final Instant nextWeek = clock.instant().plus(Duration.ofDays(7));

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = TestTables.watched(database.endpoint(), ANSWERS);
    }

    @BeforeEach
    void begin() {
        donations = StoredDonations.repository(tables, clock);
    }

    @AfterAll
    static void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void a_request_that_is_sent_again_under_its_key_is_answered_again_and_announces_once() {
        var key = key("k-1", "body");
        var first = donations.announce(donation("Main street", nextWeek), false, key);

        var second = donations.announce(donation("Main street", nextWeek), false, key);

        assertThat(second).isEqualTo(first);
        assertThat(stored()).containsExactly(first);
    }

    @Test
    void the_answer_stays_the_same_whatever_became_of_the_donation() {
        var key = key("k-1", "body");
        var first = donations.announce(donation("Main street", nextWeek), false, key);
        donations.cancel(first.id());

        assertThat(donations.announce(donation("Main street", nextWeek), false, key))
                .isEqualTo(first);
    }

    @Test
    void another_request_under_the_same_key_is_refused_and_stores_nothing() {
        var first = donations.announce(donation("Main street", nextWeek), false, key("k-1", "body"));

        assertThatExceptionOfType(UnprocessableException.class)
                .isThrownBy(() -> donations.announce(donation("Station", nextWeek), false, key("k-1", "another body")));

        assertThat(stored()).containsExactly(first);
    }

    @Test
    void keys_of_different_callers_have_nothing_to_do_with_each_other() {
        donations.announce(donation("Main street", nextWeek), false, key("k-1", "body"));
        donations.announce(
                donation("Station", nextWeek), false, Optional.of(IdempotencyKey.of("noor", "k-1", "another body")));

        assertThat(stored()).hasSize(2);
    }

    @Test
    void a_key_holds_for_a_day_though_the_database_has_not_deleted_it_yet() {
        var past = clock.instant().minus(Duration.ofDays(400));
        donations.announce(donation("Main street", past), false, key("k-1", "body"));
        clock.advance(Duration.ofHours(23));
        donations.announce(donation("Main street", past), false, key("k-1", "body"));
        assertThat(stored()).hasSize(1);
        clock.advance(Duration.ofHours(2));

        donations.announce(donation("Main street", past), false, key("k-1", "another body"));

        assertThat(stored()).hasSize(2);
    }

    @Test
    void what_is_kept_of_a_request_is_deleted_after_a_day() {
        var donation = donations.announce(donation("Main street", nextWeek), false, key("k-1", "body"));

        var kept = tables
                .client()
                .scanPaginator(scan -> scan.tableName(tables.tables().invitations())
                        .filterExpression("donation_id = :id")
                        .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(donation.id()))))
                .items()
                .stream()
                .map(Item::from)
                .toList();

        assertThat(kept)
                .hasSize(2)
                .allMatch(item -> item.number("delete_after")
                        == clock.instant().plus(Duration.ofDays(1)).getEpochSecond());
    }

    @Test
    void of_two_at_once_under_one_key_both_get_the_same_donation() throws Exception {
        var key = key("k-1", "body");

        var answers = atOnce(() -> donations.announce(donation("Main street", nextWeek), false, key));

        assertThat(answers.get(0)).isEqualTo(answers.get(1));
        assertThat(stored()).containsExactly(answers.get(0));
    }

    @Test
    void of_two_at_once_without_a_key_one_is_refused() throws Exception {
        var answers = atOnce(() -> {
            try {
                return donations.announce(donation("Main street", nextWeek), false, Optional.empty());
            } catch (ConflictException refused) {
                return refused;
            }
        });

        assertThat(stored()).hasSize(1);
        assertThat(answers).hasAtLeastOneElementOfType(ConflictException.class);
    }

    @Test
    void a_write_whose_answer_was_lost_announces_once() {
        var donation = donation("Main street", nextWeek);
        ANSWERS.loseNext();

        assertThat(donations.announce(donation, false, Optional.empty())).isEqualTo(donation);

        assertThat(ANSWERS.isLost()).isTrue();
        assertThat(stored()).containsExactly(donation);
        assertThat(donations.announce(donation, false, Optional.empty())).isEqualTo(donation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Main street 1", "main  street, 1", "MAIN STREET 1.", "Main street１"})
    void the_same_announced_again_within_a_day_is_refused_and_the_first_is_named(String address) {
        var first = donations.announce(donation("Main street 1", nextWeek), false, Optional.empty());
        clock.advance(Duration.ofHours(23));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> donations.announce(donation(address, nextWeek), false, Optional.empty()))
                .satisfies(refused -> assertThat(refused.existingId()).isEqualTo(first.id()));

        assertThat(stored()).containsExactly(first);
    }

    @Test
    void what_differs_in_address_or_start_is_another_donation() {
        donations.announce(donation("Main street 1", nextWeek), false, Optional.empty());
        donations.announce(donation("Main street 11", nextWeek), false, Optional.empty());
        donations.announce(donation("Main street 1", nextWeek.plusSeconds(60)), false, Optional.empty());

        assertThat(stored()).hasSize(3);
    }

    @Test
    void the_same_is_announced_again_where_that_is_wanted() {
        donations.announce(donation("Main street", nextWeek), false, Optional.empty());
        var second = donations.announce(donation("Main street", nextWeek), true, Optional.empty());

        assertThat(stored()).hasSize(2);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> donations.announce(donation("Main street", nextWeek), false, Optional.empty()))
                .satisfies(refused -> assertThat(refused.existingId()).isEqualTo(second.id()));
    }

    @Test
    void the_same_is_announced_again_a_day_later_though_the_database_has_not_forgotten_yet() {
        donations.announce(donation("Main street", nextWeek), false, Optional.empty());
        clock.advance(Duration.ofHours(25));

        donations.announce(donation("Main street", nextWeek), false, Optional.empty());

        assertThat(stored()).hasSize(2);
    }

    @Test
    void what_was_called_off_or_erased_is_announced_again_once() {
        donations.cancel(donations
                .announce(donation("Main street", nextWeek), false, Optional.empty())
                .id());
        donations.erase(donations
                .announce(donation("Main street", nextWeek), false, Optional.empty())
                .id());
        var standing = donations.announce(donation("Main street", nextWeek), false, Optional.empty());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> donations.announce(donation("Main street", nextWeek), false, Optional.empty()))
                .satisfies(refused -> assertThat(refused.existingId()).isEqualTo(standing.id()));
        assertThat(stored()).hasSize(2).contains(standing);
    }

    @Test
    void donations_in_the_past_are_stored_as_often_as_they_are_sent() {
        var past = Instant.parse("2022-04-06T10:00:00Z");
        donations.announce(donation("Main street", past), false, Optional.empty());
        donations.announce(donation("Main street", past), false, Optional.empty());

        assertThat(stored()).hasSize(2);
    }

    @Test
    void what_donors_are_told_is_kept_also_when_the_donation_is_called_off() {
        var donation = aDonation()
                .in(city)
                .telling("Park behind the hall.\nBring a card.")
                .build();

        donations.add(donation);

        assertThat(donations.find(donation.id())).contains(donation);
        assertThat(donations.cancel(donation.id()))
                .map(Donation::note)
                .contains("Park behind the hall.\nBring a card.");
    }

    @Test
    void an_announcement_and_calling_off_can_be_recorded_in_the_same_transaction() {
        var donation = donation("Main street", nextWeek);

        assertThat(TestAudit.records(tables, () -> donations.announce(donation, false, key("k-1", "body"))))
                .isTrue();
        assertThat(TestAudit.records(tables, () -> donations.announce(donation, false, key("k-1", "body"))))
                .as("sent again")
                .isFalse();
        assertThat(TestAudit.records(tables, () -> donations.cancel(donation.id())))
                .isTrue();
        assertThat(TestAudit.records(tables, () -> donations.cancel("nobody"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "sleutel-é", "line\nbreak"})
    void a_key_that_is_none_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IdempotencyKey.of("admin", text, "body"));
    }

    @Test
    void a_key_of_more_than_200_characters_is_refused() {
        assertThat(IdempotencyKey.of("admin", "k".repeat(200), "body").id()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> IdempotencyKey.of("admin", "k".repeat(201), "body"));
    }

    private Donation donation(String address, Instant start) {
        return new Donation(RandomId.next(), City.of(city), address, start, Duration.ZERO, clock.instant(), false);
    }

    private Optional<IdempotencyKey> key(String text, String body) {
        return Optional.of(IdempotencyKey.of("admin of " + city, text, body));
    }

    private List<Donation> stored() {
        return donations.list(City.of(city), Cursor.NONE, 100).entries();
    }

    private static <T> List<T> atOnce(Callable<T> call) throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            var answers = new ArrayList<T>();
            for (var answer : threads.invokeAll(List.of(call, call))) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }
}
