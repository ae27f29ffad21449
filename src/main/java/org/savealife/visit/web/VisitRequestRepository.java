package org.savealife.visit.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.savealife.donation.IdempotencyKey;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.error.UnprocessableException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/**
 * Recognises for a day a booking of staff that is sent twice. An item of the invitations table for each key: {@code PK}
 * {@code REQUEST#<digest>}, {@code SK} {@code REQUEST}, like those of announcements, with the texts {@code request} (a
 * digest) and {@code visit} ({@code begun} or {@code done}). A booking that is begun may be carried out again, since it
 * books one seat however often it is.
 */
@ApplicationScoped
public class VisitRequestRepository {

    private static final Retention ONE_DAY = new Retention(1);
    private static final String REQUEST = "request";
    private static final String VISIT = "visit";
    private static final String DONE = "done";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Clock clock;

    @Inject
    public VisitRequestRepository(DynamoDbClient dynamoDb, Tables tables, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.clock = clock;
    }

    /**
     * Whether the request of this key was carried out within a day.
     *
     * @throws UnprocessableException if the key was used for another request
     */
    boolean isDone(IdempotencyKey key) {
        var known = find(key);
        if (known.isPresent() && !known.get().findText(REQUEST).equals(Optional.of(key.request()))) {
            throw new UnprocessableException("Another request was sent with this Idempotency-Key.");
        }
        return known.flatMap(item -> item.findText(VISIT)).filter(DONE::equals).isPresent();
    }

    void begin(IdempotencyKey key) {
        put(key, "begun");
    }

    void end(IdempotencyKey key) {
        put(key, DONE);
    }

    private void put(IdempotencyKey key, String state) {
        var item = ONE_DAY.limit(item(key).with(REQUEST, key.request()).with(VISIT, state), clock.instant());
        dynamoDb.putItem(put -> put.tableName(tables.invitations()).item(item.attributes()));
    }

    private Optional<Item> find(IdempotencyKey key) {
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.invitations()).key(item(key).key()).consistentRead(true));
        return Optional.of(found)
                .filter(GetItemResponse::hasItem)
                .map(answer -> Item.from(answer.item()))
                .filter(item ->
                        item.number(Tables.DELETE_AFTER) > clock.instant().getEpochSecond());
    }

    private static Item item(IdempotencyKey key) {
        return Item.of("REQUEST#" + key.id(), "REQUEST");
    }
}
