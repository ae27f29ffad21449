package org.savealife.platform.dynamodb;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.json.Rfc3339Module;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A typed, immutable view of one DynamoDB item, with which features read and write items without AWS types. Texts are
 * stored as {@code S}, numbers as {@code N}, instants as ISO 8601 text. An empty text is never stored: its attribute is
 * absent.
 */
public final class Item {

    /** Names of the partition key and the sort key, in both tables. */
    public static final String PK = "PK";

    public static final String SK = "SK";

    private final Map<String, AttributeValue> attributes;

    private Item(Map<String, AttributeValue> attributes) {
        this.attributes = Map.copyOf(attributes);
    }

    /** An item that consists of its keys only. */
    public static Item of(String partitionKey, String sortKey) {
        return new Item(Map.of(PK, AttributeValue.fromS(partitionKey), SK, AttributeValue.fromS(sortKey)));
    }

    /** For repositories and the stream: an item as the SDK gives it. */
    public static Item from(Map<String, AttributeValue> attributes) {
        return new Item(attributes);
    }

    /** For repositories: the items of a query. */
    public static List<Item> listOf(List<Map<String, AttributeValue>> items) {
        return items.stream().map(Item::from).toList();
    }

    /** For repositories and the stream: this item as the SDK takes it. */
    public Map<String, AttributeValue> attributes() {
        return attributes;
    }

    /** For repositories: this item's key, as {@code GetItem} takes it. */
    public Map<String, AttributeValue> key() {
        return Map.of(PK, attribute(PK), SK, attribute(SK));
    }

    public String partitionKey() {
        return text(PK);
    }

    public String sortKey() {
        return text(SK);
    }

    /** This item with a text; unchanged if the text is empty. */
    public Item with(String name, String text) {
        return text.isEmpty() ? this : with(name, AttributeValue.fromS(text));
    }

    public Item with(String name, long number) {
        return with(name, AttributeValue.fromN(Long.toString(number)));
    }

    public Item with(String name, Instant instant) {
        return with(name, instant.toString());
    }

    public Item without(String name) {
        var changed = new HashMap<>(attributes);
        changed.remove(name);
        return new Item(changed);
    }

    private Item with(String name, AttributeValue value) {
        var changed = new HashMap<>(attributes);
        changed.put(name, value);
        return new Item(changed);
    }

    /** @throws IllegalStateException if there is no such text: something else wrote the item */
    public String text(String name) {
        return findText(name).orElseThrow(() -> missing(name, "text"));
    }

    public Optional<String> findText(String name) {
        return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
    }

    /** @throws IllegalStateException if there is no such number */
    public long number(String name) {
        return findNumber(name).orElseThrow(() -> missing(name, "number"));
    }

    public Optional<Long> findNumber(String name) {
        return Optional.ofNullable(attributes.get(name)).map(AttributeValue::n).map(Long::parseLong);
    }

    /** @throws IllegalStateException if there is no such instant */
    public Instant instant(String name) {
        return Rfc3339Module.instant(text(name));
    }

    public Optional<Instant> findInstant(String name) {
        return findText(name).map(Rfc3339Module::instant);
    }

    private AttributeValue attribute(String name) {
        return Optional.ofNullable(attributes.get(name)).orElseThrow(() -> missing(name, "attribute"));
    }

    private IllegalStateException missing(String name, String kind) {
        var key = attributes.get(PK);
        var family = key == null || key.s() == null ? "unknown" : key.s().replaceFirst("#.*", "");
        return new IllegalStateException("An item of the family " + family + " has no " + kind + " \"" + name + "\".");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item item && attributes.equals(item.attributes);
    }

    @Override
    public int hashCode() {
        return attributes.hashCode();
    }

    /** Only the names of the attributes, because values may be personal data. */
    @Override
    public String toString() {
        return "Item" + attributes.keySet();
    }
}
