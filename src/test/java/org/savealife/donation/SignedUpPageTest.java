package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

class SignedUpPageTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final String city = "Ede " + RandomId.next();
    private SignedUpPage page;

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @AfterAll
    static void disconnect() {
        tables.close();
        database.close();
    }

    @BeforeEach
    void create() {
        page = new SignedUpPage(StoredDonations.calendar(tables, clock));
    }

    @Test
    void it_shows_what_is_coming_in_that_city_however_it_is_typed_and_the_next_first() {
        var later = announced(aDonation(), 20);
        var next = announced(aDonation(), 10);
        announced(aDonation(), -10);
        var calledOff = announced(aDonation(), 5);
        assertThat(StoredDonations.repository(tables, clock).cancel(calledOff.id()))
                .isPresent();
        StoredDonations.addAll(tables, List.of(aDonation().in("Wageningen").build()));

        assertThat(page.comingIn("  " + city.toUpperCase(Locale.ROOT) + " ")).containsExactly(next, later);
    }

    @Test
    void it_shows_three_and_leads_to_the_rest() {
        IntStream.rangeClosed(1, 4).forEach(week -> announced(aDonation(), 7 * week));

        page.show(city);

        assertThat(page.getDonations()).hasSize(3);
        assertThat(page.isShort()).isTrue();
        assertThat(page.getCity()).isEqualTo(city);
        assertThat(page.getWhole()).isEqualTo("/?in=" + city.replace(' ', '+') + "#donations");
    }

    @Test
    void it_shows_nothing_where_nothing_is_coming() {
        assertThat(page.comingIn(city)).isEmpty();
        assertThat(page.getCity()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000", "\u0301", "\uD83E", "\u3164", "<b>", "#{facesContext}"})
    void it_shows_nothing_for_what_is_no_city(String text) {
        assertThat(page.comingIn(text)).isEmpty();
        assertThat(page.comingIn(text.repeat(5_000))).isEmpty();
    }

    @Test
    void a_city_of_signs_that_stand_for_many_is_none() {
        assertThat(page.comingIn("\uFDFA".repeat(80))).isEmpty();
    }

    private Donation announced(DonationBuilder donation, int days) {
        var built = donation.in(city)
                .at(clock.instant().plus(Duration.ofDays(days)))
                .build();
        StoredDonations.addAll(tables, List.of(built));
        return built;
    }
}
