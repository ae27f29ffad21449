package org.savealife.stream;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.dynamodb.Item;

/**
 * One change of one item of the main table, from its stream.
 *
 * @param sequenceNumber identifies this record, the same each time it is read; later changes of an item have higher
 *     numbers
 * @param key the item's {@code PK} and {@code SK}, nothing else
 * @param images the item before and after the change, as far as it existed
 * @param createdAt when the change was made, rounded down: to the second on AWS, to the minute in DynamoDB Local
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html">DynamoDB
 *     Streams API Reference, Record</a>
 */
public record StreamRecord(String sequenceNumber, Kind kind, Item key, Map<Image, Item> images, Instant createdAt) {

    /** The kind of change, in DynamoDB's words. */
    public enum Kind {
        INSERT,
        MODIFY,
        REMOVE
    }

    /** The item before the change, or after it. */
    public enum Image {
        OLD,
        NEW
    }

    public StreamRecord {
        images = Map.copyOf(images);
    }

    public static StreamRecord inserted(String sequenceNumber, Item item, Instant createdAt) {
        return new StreamRecord(sequenceNumber, Kind.INSERT, keyOf(item), Map.of(Image.NEW, item), createdAt);
    }

    public static StreamRecord modified(String sequenceNumber, Item before, Item after, Instant createdAt) {
        return new StreamRecord(
                sequenceNumber, Kind.MODIFY, keyOf(after), Map.of(Image.OLD, before, Image.NEW, after), createdAt);
    }

    public static StreamRecord removed(String sequenceNumber, Item item, Instant createdAt) {
        return new StreamRecord(sequenceNumber, Kind.REMOVE, keyOf(item), Map.of(Image.OLD, item), createdAt);
    }

    public String partitionKey() {
        return key.partitionKey();
    }

    public String sortKey() {
        return key.sortKey();
    }

    /** The item after the change; empty for a {@link Kind#REMOVE}. */
    public Optional<Item> newImage() {
        return Optional.ofNullable(images.get(Image.NEW));
    }

    /** The item before the change; empty for an {@link Kind#INSERT}. */
    public Optional<Item> oldImage() {
        return Optional.ofNullable(images.get(Image.OLD));
    }

    /** What kind of item changed. */
    public StreamEntity entity() {
        return StreamEntity.of(key);
    }

    /**
     * The id of the donor or donation. Keys of other items may be personal data, so their records are identified by the
     * sequence number.
     */
    public String id() {
        return entity() == StreamEntity.OTHER
                ? sequenceNumber
                : partitionKey().substring(partitionKey().indexOf('#') + 1);
    }

    private static Item keyOf(Item item) {
        return Item.of(item.partitionKey(), item.sortKey());
    }
}
