package org.savealife.platform.dynamodb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The responses to one query of several partitions, merged as if they were one partition. For repositories.
 *
 * @param items in their order; of several with the same key, the one of the last response
 * @param more whether there are more items
 */
public record MergedQuery(List<Item> items, boolean more) {

    public MergedQuery {
        items = List.copyOf(items);
    }

    /**
     * Merges responses, each in the order of the keys.
     *
     * @param key the key by which all are sorted
     * @param order the order of the keys
     */
    public static MergedQuery of(List<QueryResponse> answers, Function<Item, String> key, Comparator<String> order) {
        if (answers.size() == 1) {
            return new MergedQuery(
                    Item.listOf(answers.get(0).items()), answers.get(0).hasLastEvaluatedKey());
        }
        var cut = answers.stream()
                .filter(QueryResponse::hasLastEvaluatedKey)
                .map(answer -> key.apply(Item.from(answer.lastEvaluatedKey())))
                .min(order);
        var items = new LinkedHashMap<String, Item>();
        for (var answer : answers) {
            Item.listOf(answer.items()).forEach(item -> items.put(key.apply(item), item));
        }
        var sorted = new ArrayList<>(items.values());
        sorted.sort(Comparator.comparing(key, order));
        return new MergedQuery(
                sorted.stream()
                        .filter(item -> cut.filter(last -> order.compare(key.apply(item), last) > 0)
                                .isEmpty())
                        .collect(Collectors.toList()),
                cut.isPresent());
    }
}
