package org.savealife.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PagerTest {

    private static final int LONG_WAY = 30;

    private final Map<String, String> filters = new LinkedHashMap<>(Map.of("city", "Den Haag"));

    @Test
    void a_list_of_one_page_leads_nowhere() {
        var only = page("list.xhtml", 0, false);

        assertThat(only.isNeeded()).isFalse();
        assertThat(only.getNumber()).isEqualTo(1);
        assertThat(only.getNext() + only.getPrevious() + only.getFirst()).isEmpty();
    }

    @Test
    void a_long_list_is_walked_forth_and_back_with_its_filters() {
        var there = page("list.xhtml", 0, true);
        var addresses = new HashMap<Integer, String>();
        for (var number = 2; number <= LONG_WAY; number++) {
            addresses.put(number, there.getNext());
            there = page(there.getNext(), number - 1, number < LONG_WAY);

            assertThat(there.getNumber()).isEqualTo(number);
            assertThat(there.getFirst()).isEqualTo("list.xhtml?city=Den+Haag#list");
        }
        assertThat(there.getNext()).isEmpty();
        for (var number = LONG_WAY - 1; number > LONG_WAY - 20; number--) {
            var back = there.getPrevious();
            there = page(back, number - 1, true);

            assertThat(there.getNumber()).isEqualTo(number);
            assertThat(after(back)).isEqualTo(after(Objects.requireNonNull(addresses.get(number))));
        }
    }

    @Test
    void the_way_back_ends_at_the_first_page() {
        var second = page(page("list.xhtml", 0, true).getNext(), 1, true);

        assertThat(second.getPrevious()).isEqualTo("list.xhtml?city=Den+Haag#list");
    }

    /** Base64url may contain a hyphen anywhere. */
    @Test
    void a_cursor_with_a_hyphen_is_the_same_on_the_way_back() {
        var cursor = Cursor.of("~~~?");
        assertThat(cursor.text()).contains("fn5-Pw");
        var second = Pager.of(request(page("list.xhtml", 0, true).getNext()), "list.xhtml", filters, "", cursor);
        var third = Pager.of(request(second.getNext()), "list.xhtml", filters, "", Cursor.of("c"));
        var fourth = Pager.of(request(third.getNext()), "list.xhtml", filters, "", Cursor.NONE);

        assertThat(after(fourth.getPrevious())).isEqualTo("fn5-Pw");
    }

    @Test
    void whatever_stands_in_the_address_there_is_a_page() {
        for (var query :
                new String[] {"?page=x", "?page=0", "?page=99999999999", "?trail=..", "?trail=-", "?after=%20"}) {
            var page = Pager.of(request("list.xhtml" + query), "list.xhtml", filters, "", Cursor.NONE);

            assertThat(page.getNumber()).as(query).isPositive();
            assertThat(page.getPrevious()).as(query).doesNotContain("page=0");
        }
    }

    /** The page of that address, in a list that continues after it or not. */
    private Pager page(String address, int number, boolean more) {
        return Pager.of(
                request(address), "list.xhtml", filters, "#list", more ? Cursor.of("end of " + number) : Cursor.NONE);
    }

    /** The cursor in an address. */
    private static String after(String address) {
        return parameters(address).getOrDefault("after", "");
    }

    private static Function<String, Optional<String>> request(String address) {
        return name -> Optional.ofNullable(parameters(address).get(name));
    }

    private static Map<String, String> parameters(String address) {
        var parameters = new HashMap<String, String>();
        var query = Optional.ofNullable(URI.create(address).getRawQuery()).orElse("");
        for (var parameter : query.split("&", -1)) {
            var parts = parameter.split("=", 2);
            if (parts.length == 2) {
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }
}
