package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

class MergedQueryTest {

    @Test
    void answers_come_in_the_order_of_their_keys_as_if_they_were_one() {
        var merged = merged(whole("a", "d"), whole("b", "c"));

        assertThat(keys(merged)).containsExactly("a", "b", "c", "d");
        assertThat(merged.more()).isFalse();
    }

    @Test
    void what_is_in_two_of_them_comes_once() {
        assertThat(keys(merged(whole("a", "b"), whole("b", "c")))).containsExactly("a", "b", "c");
    }

    @Test
    void nothing_comes_that_lies_behind_what_an_answer_may_have_left_out() {
        var merged = merged(begun("a", "c"), whole("b", "d"), begun("b", "e"));

        assertThat(keys(merged)).containsExactly("a", "b", "c");
        assertThat(merged.more()).isTrue();
    }

    @Test
    void backwards_likewise() {
        var merged = MergedQuery.of(
                List.of(begun("e", "c"), whole("d", "b")), Item::partitionKey, Comparator.<String>reverseOrder());

        assertThat(keys(merged)).containsExactly("e", "d", "c");
        assertThat(merged.more()).isTrue();
    }

    @Test
    void one_answer_stays_as_it_is() {
        assertThat(keys(merged(begun("b", "a")))).containsExactly("b", "a");
        assertThat(merged(begun("b", "a")).more()).isTrue();
        assertThat(merged(whole()).items()).isEmpty();
    }

    private static MergedQuery merged(QueryResponse... answers) {
        return MergedQuery.of(List.of(answers), Item::partitionKey, Comparator.naturalOrder());
    }

    private static List<String> keys(MergedQuery merged) {
        return merged.items().stream().map(Item::partitionKey).toList();
    }

    private static QueryResponse whole(String... keys) {
        return answer(keys).build();
    }

    /** A response after whose last item there may be more. */
    private static QueryResponse begun(String... keys) {
        return answer(keys)
                .lastEvaluatedKey(Item.of(keys[keys.length - 1], "x").key())
                .build();
    }

    private static QueryResponse.Builder answer(String... keys) {
        return QueryResponse.builder()
                .items(Stream.of(keys)
                        .map(key -> Item.of(key, "x").attributes())
                        .toList());
    }
}
