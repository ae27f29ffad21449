package org.savealife.donor.bounce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Permanent bounces by group, and the groups of which nobody is suppressed until staff decide.
 *
 * <p>Items of the invitations table: a bounce, {@code PK} {@code BOUNCES#<group>}, {@code SK}
 * {@code <epoch millis>#<donor id>}, texts {@code reason} and {@code address} (a digest that tells whether the address
 * has changed, but not the address); a held group, {@code PK} {@code HELD_BOUNCES}, {@code SK} the group's key, text
 * {@code name}, instant {@code since}: its bounces from then on are held. All are deleted after {@value #KEPT_DAYS}
 * days.
 */
@ApplicationScoped
public class BounceRepository {

    private static final String FAMILY = "BOUNCES#";
    private static final String HELD = "HELD_BOUNCES";
    private static final String NAME = "name";
    private static final String SINCE = "since";
    private static final String REASON = "reason";
    private static final String ADDRESS = "address";
    private static final int KEPT_DAYS = 90;
    private static final Retention KEPT = new Retention(KEPT_DAYS);
    private static final int MAX_HELD = 100;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    @Inject
    public BounceRepository(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /** @param since from when on its bounces are held */
    record Held(BounceGroup group, Instant since) {}

    /** @param key its sort key among those of the group */
    record Bounce(String key, String donorId, String address, String reason) {

        /** Where a list continues after this bounce. */
        String next() {
            return key + " ";
        }

        /** Whether the donor still has the address that bounced. */
        boolean isOf(Donor donor) {
            return address.equals(fingerprint(donor));
        }
    }

    void add(BounceGroup group, Donor donor, String reason, Instant at) {
        var item = Item.of(partition(group), from(at) + "#" + donor.id())
                .with(REASON, reason)
                .with(ADDRESS, fingerprint(donor));
        dynamoDb.putItem(put ->
                put.tableName(tables.invitations()).item(KEPT.limit(item, at).attributes()));
    }

    /** Whether mail of more donors of the group has bounced since then than is allowed. */
    boolean areTooMany(BounceGroup group, Instant since) {
        var donors = new HashSet<String>();
        list(group, from(since), 2 * group.most()).forEach(bounce -> donors.add(bounce.donorId()));
        return donors.size() > group.most();
    }

    boolean isHeld(BounceGroup group) {
        return dynamoDb.getItem(get -> get.tableName(tables.invitations())
                        .key(Item.of(HELD, group.key()).key())
                        .consistentRead(true))
                .hasItem();
    }

    /** @return false if the group was held before */
    boolean hold(Held held, Instant now) {
        var item = KEPT.limit(
                Item.of(HELD, held.group().key())
                        .with(NAME, held.group().name())
                        .with(SINCE, held.since()),
                now);
        try {
            dynamoDb.putItem(put -> put.tableName(tables.invitations())
                    .item(item.attributes())
                    .conditionExpression("attribute_not_exists(PK)"));
            return true;
        } catch (ConditionalCheckFailedException heldBefore) {
            return false;
        }
    }

    void release(BounceGroup group) {
        delete(Item.of(HELD, group.key()));
    }

    /** The held groups, at most a hundred. */
    List<Held> held() {
        return query(HELD, " ", MAX_HELD).stream()
                .map(item -> new Held(new BounceGroup(item.sortKey(), item.text(NAME)), item.instant(SINCE)))
                .toList();
    }

    /**
     * Bounces of the group, the oldest first.
     *
     * @param from where to begin: {@link #from} a time on, or {@link Bounce#next}
     */
    List<Bounce> list(BounceGroup group, String from, int limit) {
        return query(partition(group), from, limit).stream()
                .map(item -> new Bounce(
                        item.sortKey(),
                        item.sortKey().substring(item.sortKey().indexOf('#') + 1),
                        item.text(ADDRESS),
                        item.text(REASON)))
                .toList();
    }

    /** Has a fixed length, so that the keys sort like the instants. */
    static String from(Instant at) {
        return String.format(Locale.ROOT, "%015d", at.toEpochMilli());
    }

    void remove(BounceGroup group, Bounce bounce) {
        delete(Item.of(partition(group), bounce.key()));
    }

    private List<Item> query(String partition, String from, int limit) {
        return Item.listOf(dynamoDb.query(QueryRequest.builder()
                        .tableName(tables.invitations())
                        .keyConditionExpression("PK = :partition AND SK >= :from")
                        .expressionAttributeValues(Map.of(
                                ":partition", AttributeValue.fromS(partition), ":from", AttributeValue.fromS(from)))
                        .consistentRead(true)
                        .limit(limit)
                        .build())
                .items());
    }

    private void delete(Item item) {
        dynamoDb.deleteItem(delete -> delete.tableName(tables.invitations()).key(item.key()));
    }

    private static String partition(BounceGroup group) {
        return FAMILY + group.key();
    }

    private static String fingerprint(Donor donor) {
        return Integer.toHexString(donor.email().normalised().hashCode());
    }
}
