package org.savealife.donor.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donor.City;

class EditDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "haarlem, haarlem, 0",
        "harlem, haarlem, 1",
        "haarlme, haarlem, 1",
        "haarlen, haarlem, 1",
        "harlen, haarlem, 2",
        "ca, abc, 3",
        "utrecht, zwolle, 7",
        "'', ede, 3"
    })
    void the_distance_is_the_number_of_slips(String one, String other, int slips) {
        assertThat(EditDistance.distance(one, other)).isEqualTo(slips);
        assertThat(EditDistance.distance(other, one)).isEqualTo(slips);
    }

    @Test
    void the_nearest_neighbour_comes_first_and_the_city_itself_is_none() {
        var cities = cities("Haarlem", "HARLEM", "Hoorn", "Haarlemmermeer", "Harlen");

        assertThat(EditDistance.neighbours(City.of("harlem"), cities))
                .extracting(City::name)
                .containsExactly("Haarlem", "Harlen");
    }

    @Test
    void a_short_name_allows_one_slip_only() {
        assertThat(EditDistance.neighbours(City.of("Eden"), cities("Ede", "Edam", "Emmen")))
                .extracting(City::name)
                .containsExactly("Ede");
    }

    @Test
    void diacritics_and_case_are_no_slips() {
        assertThat(EditDistance.neighbours(City.of("Munchen"), cities("MÜNCHEN")))
                .isEmpty();
    }

    private static List<City> cities(String... names) {
        return Stream.of(names).map(City::of).toList();
    }
}
