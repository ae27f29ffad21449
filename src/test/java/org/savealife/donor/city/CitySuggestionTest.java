package org.savealife.donor.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.donor.City;

class CitySuggestionTest {

    private static final Map<City, Long> DONORS = Map.of(
            City.of("Haarlem"), 44L,
            City.of("Harlem"), 1L,
            City.of("Haarlen"), 43L,
            City.of("Hoorn"), 900L,
            City.of("Ede"), 0L,
            City.of("Edo"), 0L);

    @Test
    void a_city_with_fewer_donors_than_its_neighbour_may_be_misspelt() {
        assertThat(of("Harlem")).contains(new CitySuggestion("Haarlem", 44));
        assertThat(of("Harlm")).as("nobody lives there").contains(new CitySuggestion("Harlem", 1));
    }

    @Test
    void a_neighbour_with_as_many_donors_or_fewer_is_another_city() {
        assertThat(of("Haarlem")).isEmpty();
        assertThat(of("Ede")).isEmpty();
        assertThat(of("Hoorn")).isEmpty();
    }

    @Test
    void of_several_the_one_with_most_donors_was_meant_and_of_equal_ones_the_nearest() {
        assertThat(of("Harlen")).as("one donor in Harlem, which is nearer").contains(new CitySuggestion("Haarlem", 44));
        assertThat(CitySuggestion.of(City.of("Harlem"), 1, DONORS.keySet(), city -> 44))
                .contains(new CitySuggestion("Haarlem", 44));
    }

    private static Optional<CitySuggestion> of(String name) {
        var city = City.of(name);
        return CitySuggestion.of(city, DONORS.getOrDefault(city, 0L), DONORS.keySet(), DONORS::get);
    }
}
