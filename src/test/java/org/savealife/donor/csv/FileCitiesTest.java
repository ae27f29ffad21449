package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.donor.City;
import org.savealife.donor.city.CitySuggestion;

class FileCitiesTest {

    private static final Map<City, Long> STORED = Map.of(City.of("Haarlem"), 44L, City.of("Hoorn"), 2L);

    private final FileCities cities = new FileCities();

    @Test
    void a_city_of_the_file_that_is_spelt_almost_like_a_bigger_one_is_told() {
        add("Harlem", 3);
        add("Haarlem", 10);
        add("Leiden", 5);

        assertThat(misspelt())
                .extracting(line -> line.city().name(), FileCities.Misspelt::donors, FileCities.Misspelt::nearMiss)
                .containsExactly(tuple("Harlem", 3L, new CitySuggestion("Haarlem", 54)));
    }

    @Test
    void a_city_may_be_misspelt_within_the_file_itself_too() {
        add("Utrecht", 9);
        add("Utrehct", 1);

        assertThat(misspelt()).extracting(line -> line.nearMiss().city()).containsExactly("Utrecht");
    }

    @Test
    void who_is_more_in_file_and_table_together_is_right() {
        add("Hoornn", 1);
        add("Horn", 7);

        assertThat(misspelt())
                .extracting(line -> line.city().name(), line -> line.nearMiss().city())
                .containsExactly(tuple("Hoornn", "Horn"));
    }

    @Test
    void a_file_that_is_read_again_begins_anew() {
        add("Harlem", 3);

        cities.clear();

        assertThat(misspelt()).isEmpty();
    }

    private void add(String name, int donors) {
        for (var donor = 0; donor < donors; donor++) {
            cities.add(City.of(name));
        }
    }

    private List<FileCities.Misspelt> misspelt() {
        return cities.misspelt(STORED.keySet(), city -> STORED.getOrDefault(city, 0L));
    }
}
