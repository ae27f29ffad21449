package org.savealife.donor.signup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The queue of known donors with whose address somebody signed up. Web processes put them here for the workers, since
 * they do not talk to the relay themselves.
 *
 * <p>Items of the invitations table: for a day, {@code PK} {@code COMEBACK}, {@code SK} the donor's id, text
 * {@code asked_at} (ISO instant), numbers {@code offers} (how often the relay may have got the mail),
 * {@code not_before} (epoch milliseconds) and {@code noted}; and for 30 days, {@code PK} {@code COMEBACK#<donor id>},
 * {@code SK} {@code COMEBACK}, which records that the donor was asked, so that nobody can make us ask the same donor
 * again and again.
 */
@ApplicationScoped
public class ComeBackRepository {

    /** A mail is sent a second time if a process died, or the relay did not answer. */
    static final int MAX_OFFERS = 2;

    private static final Retention WAITING = new Retention(1);
    private static final Retention ASKED = new Retention(30);

    /** Longer than a worker needs for a mail. If the worker died, another one continues after this time. */
    private static final Duration CLAIM = Duration.ofHours(1);

    private static final int MAX_ITEMS = 500;

    private static final String QUEUE = "COMEBACK";
    private static final String ASKED_AT = "asked_at";
    private static final String OFFERS = "offers";
    private static final String NOT_BEFORE = "not_before";
    private static final String NOTED = "noted";

    /** Condition: the item is not there, or its time is over. */
    private static final String FREE = "attribute_not_exists(PK) OR " + Tables.DELETE_AFTER + " <= :now";

    private static final String AS_SEEN = OFFERS + " = :offers AND " + NOT_BEFORE + " = :not_before";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final Clock clock;

    @Inject
    public ComeBackRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A donor who may want to come back.
     *
     * @param offers how often the relay may have got the donor's mail
     */
    record Waiting(String donorId, Instant askedAt, int offers, Instant notBefore, boolean noted) {

        private static Waiting read(Item item) {
            return new Waiting(
                    item.sortKey(),
                    item.instant(ASKED_AT),
                    (int) item.number(OFFERS),
                    Instant.ofEpochMilli(item.number(NOT_BEFORE)),
                    item.findNumber(NOTED).isPresent());
        }

        private Item item() {
            var item = WAITING.limit(
                    key(donorId)
                            .with(ASKED_AT, askedAt)
                            .with(OFFERS, offers)
                            .with(NOT_BEFORE, notBefore.toEpochMilli()),
                    askedAt);
            return noted ? item.with(NOTED, 1) : item;
        }
    }

    private static Item key(String donorId) {
        return Item.of(QUEUE, donorId);
    }

    private static Item asked(String donorId) {
        return Item.of(QUEUE + "#" + donorId, QUEUE);
    }

    /**
     * Queues the donor, because somebody signed up with the donor's address. Repeatable: a queued donor stays queued
     * once.
     */
    public void ask(String donorId) {
        var now = clock.instant();
        try {
            transactions.write(List.of(Transactions.put(
                    tables.invitations(), new Waiting(donorId, now, 0, now, false).item(), FREE, seconds(now))));
        } catch (Transactions.ConditionFailedException waitsAlready) {
            // the donor is queued already
        }
    }

    /** The donors whose mails are due, at most 500 at a time. */
    List<Waiting> due() {
        var now = clock.instant();
        var queue = dynamoDb.queryPaginator(query -> query.tableName(tables.invitations())
                .keyConditionExpression("PK = :queue")
                .filterExpression(NOT_BEFORE + " <= :millis AND " + Tables.DELETE_AFTER + " > :now")
                .expressionAttributeValues(Map.of(
                        ":queue", AttributeValue.fromS(QUEUE),
                        ":millis", AttributeValue.fromN(Long.toString(now.toEpochMilli())),
                        ":now", number(now.getEpochSecond()))));
        return queue.items().stream()
                .limit(MAX_ITEMS)
                .map(item -> Waiting.read(Item.from(item)))
                .toList();
    }

    /** Whether the donor was asked by mail within the last 30 days, not counting a mail that is still under way. */
    boolean isAsked(Waiting waiting) {
        var asked = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                .key(asked(waiting.donorId()).key())
                .consistentRead(true));
        return !waiting.noted()
                && asked.hasItem()
                && Item.from(asked.item()).number(Tables.DELETE_AFTER)
                        > clock.instant().getEpochSecond();
    }

    /**
     * Takes the donor over to send the mail now. From here on the mail counts as offered to the relay, even if this
     * process dies.
     *
     * @return whether no other worker was faster
     */
    boolean claim(Waiting waiting) {
        var now = clock.instant();
        var claimed = new Waiting(waiting.donorId(), waiting.askedAt(), waiting.offers() + 1, now.plus(CLAIM), true);
        var claim = Transactions.put(tables.invitations(), claimed.item(), AS_SEEN, asSeen(waiting));
        var note =
                Transactions.put(tables.invitations(), ASKED.limit(asked(waiting.donorId()), now), FREE, seconds(now));
        try {
            transactions.write(waiting.noted() ? List.of(claim) : List.of(claim, note));
            return true;
        } catch (Transactions.ConditionFailedException takenMeanwhile) {
            return false;
        }
    }

    /**
     * Queues a claimed donor again.
     *
     * @param before the donor before the claim
     * @param offered whether the relay may have got the mail
     */
    void postpone(Waiting before, boolean offered, Duration time) {
        var notBefore = clock.instant().plus(time);
        var offers = before.offers() + (offered ? 1 : 0);
        var item = new Waiting(before.donorId(), before.askedAt(), offers, notBefore, true).item();
        try {
            dynamoDb.putItem(put -> put.tableName(tables.invitations())
                    .item(item.attributes())
                    .conditionExpression("attribute_exists(PK) AND " + OFFERS + " = :claimed")
                    .expressionAttributeValues(Map.of(":claimed", number(before.offers() + 1L))));
        } catch (ConditionalCheckFailedException takenOver) {
            // another worker has claimed the donor and continues
        }
    }

    /** Takes the donor out of the queue. */
    void remove(Waiting waiting) {
        dynamoDb.deleteItem(delete -> delete.tableName(tables.invitations())
                .key(key(waiting.donorId()).key()));
    }

    private static Map<String, AttributeValue> asSeen(Waiting waiting) {
        return Map.of(
                ":offers", number(waiting.offers()),
                ":not_before", number(waiting.notBefore().toEpochMilli()));
    }

    private static Map<String, AttributeValue> seconds(Instant now) {
        return Map.of(":now", number(now.getEpochSecond()));
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
