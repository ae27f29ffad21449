package org.savealife.donor.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.City;
import org.savealife.donor.store.DonorTables;
import org.savealife.platform.dynamodb.TestTables;

class CitySuggestionsTest {

    private static EmbeddedDynamoDb database;
    private static DonorTables tables;

    private KnownCities known;
    private CitySuggestions spelling;

    @BeforeAll
    static void store() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new DonorTables(new TestTables(database.endpoint()));
        for (var number = 0; number < 5; number++) {
            tables.donors.add(aDonor().from("Haarlem").build());
        }
        for (var number = 0; number < 4; number++) {
            tables.donors.add(aDonor().from("Zwolle").build());
        }
        tables.donors.add(aDonor().from("Harlem").build());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void connect() {
        known = new KnownCities(tables.cities);
        spelling = new CitySuggestions(known, tables.counts);
    }

    @Test
    void a_city_that_is_spelt_almost_like_a_bigger_one_may_be_misspelt_although_somebody_lives_there() {
        assertThat(spelling.nearMiss(City.of("Harlem"))).contains(new CitySuggestion("Haarlem", 5));
        assertThat(spelling.nearMiss(City.of("Haarlemm"))).contains(new CitySuggestion("Haarlem", 5));
        assertThat(spelling.nearMiss(City.of("haarlem"))).isEmpty();
        assertThat(spelling.nearMiss(City.of("Zwole"))).contains(new CitySuggestion("Zwolle", 4));
    }

    /** One stranger's typing is not shown to another. */
    @Test
    void a_stranger_is_told_of_cities_only_in_which_several_live() {
        assertThat(spelling.ofStranger(" harlem")).contains("Haarlem");
        assertThat(spelling.ofStranger("Zwole")).isEmpty();
        assertThat(spelling.ofStranger("Leiden")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "evil.com/free", "\u0000", "x\ny", "\u0301"})
    void what_is_no_city_is_like_none(String text) {
        assertThat(spelling.ofStranger(text)).isEmpty();
    }

    @Test
    void a_place_has_one_name_however_people_write_it() {
        assertThat(known.name(City.of("HAARLEM"))).isEqualTo("Haarlem");
        assertThat(known.name(City.of("nowhere"))).isEqualTo("nowhere");
    }

    @Test
    void a_city_that_is_new_is_known_some_seconds_later_and_the_register_read_once_meanwhile() {
        assertThat(spelling.nearMiss(City.of("Assenn"))).isEmpty();
        tables.donors.add(aDonor().from("Assen").build());

        assertThat(spelling.nearMiss(City.of("Assenn"))).isEmpty();
        connect();
        assertThat(spelling.nearMiss(City.of("Assenn"))).contains(new CitySuggestion("Assen", 1));
    }
}
