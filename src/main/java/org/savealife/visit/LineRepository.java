package org.savealife.visit;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * In which order donors get seats, and when offers end, as items of the invitations table: {@code PK}
 * {@code WAITING#<donation id>}, {@code SK} {@code <instant of joining>#<donor id>}; and {@code PK} {@value #OFFERS},
 * {@code SK} {@code <instant of its end>#<donation id>#<donor id>}. The visit decides: an entry that does not fit its
 * visit means nothing. An entry is written before its visit, and deleted after it. The database deletes entries that a
 * crash left a day after the donation.
 */
final class LineRepository {

    /** An entry that does not fit its visit may be that of a visit which is just being written. */
    private static final Duration UNSETTLED = Duration.ofMinutes(10);

    private static final String WAITING = "WAITING#";
    private static final String OFFERS = "OFFERS";

    /** Has a fixed length, so that the keys sort like the instants. */
    private static final DateTimeFormatter KEY =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final Retention ONE_DAY = new Retention(1);
    private static final int PAGE = 50;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    LineRepository(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /** An entry: whose turn it is, or whose offer ends. */
    record Entry(Instant at, String donationId, String donorId) {

        private static Entry waiting(Item item) {
            var parts = item.sortKey().split("#", 2);
            return new Entry(Instant.parse(parts[0]), item.partitionKey().substring(WAITING.length()), parts[1]);
        }

        private static Entry offered(Item item) {
            var parts = item.sortKey().split("#", 3);
            return new Entry(Instant.parse(parts[0]), parts[1], parts[2]);
        }

        /** Whether it has been there long enough for its visit to be written, if it ever is. */
        boolean isSettled(Instant now) {
            return at.plus(UNSETTLED).isBefore(now);
        }
    }

    void join(Donation donation, Visit visit) {
        var entry = kept(waiting(visit), donation);
        dynamoDb.putItem(put -> put.tableName(tables.invitations()).item(entry.attributes()));
    }

    /** The writes that make an offer of a place on the waiting list. */
    List<TransactWriteItem> offer(Donation donation, Visit waiting, Visit offered) {
        return List.of(
                Transactions.delete(tables.invitations(), waiting(waiting)),
                Transactions.put(tables.invitations(), kept(offered(offered), donation)));
    }

    /** Deletes the entry that a visit had, if it had one. */
    void leave(Visit former) {
        entries(former)
                .forEach(entry -> dynamoDb.deleteItem(
                        delete -> delete.tableName(tables.invitations()).key(entry.key())));
    }

    /** The writes that delete the entry of a visit, if it has one. */
    List<TransactWriteItem> leaving(Visit former) {
        return entries(former)
                .map(entry -> Transactions.delete(tables.invitations(), entry))
                .toList();
    }

    private static Stream<Item> entries(Visit visit) {
        return switch (visit.state()) {
            case WAITING -> Stream.of(waiting(visit));
            case OFFERED -> Stream.of(offered(visit));
            case BOOKED, NO, GAVE_UP, LAPSED -> Stream.empty();
        };
    }

    void delete(Entry waiting) {
        var key = Item.of(WAITING + waiting.donationId(), KEY.format(waiting.at()) + "#" + waiting.donorId())
                .key();
        dynamoDb.deleteItem(delete -> delete.tableName(tables.invitations()).key(key));
    }

    void deleteOffer(Entry offered) {
        var key = offered(offered.at(), offered.donationId(), offered.donorId()).key();
        dynamoDb.deleteItem(delete -> delete.tableName(tables.invitations()).key(key));
    }

    /** The donors of a waiting list, the first first; all of them as the stream is read. */
    Stream<Entry> waiting(String donationId) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :waiting")
                        .expressionAttributeValues(Map.of(":waiting", AttributeValue.fromS(WAITING + donationId)))
                        .consistentRead(true)
                        .limit(PAGE))
                .items()
                .stream()
                .map(item -> Entry.waiting(Item.from(item)));
    }

    /** The offers that end until then, the earliest first. */
    List<Entry> offersUntil(Instant end) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :offers AND SK < :end")
                        .expressionAttributeValues(Map.of(
                                ":offers", AttributeValue.fromS(OFFERS),
                                ":end", AttributeValue.fromS(KEY.format(end) + "$"))))
                .items()
                .stream()
                .map(item -> Entry.offered(Item.from(item)))
                .toList();
    }

    private static Item waiting(Visit visit) {
        return Item.of(WAITING + visit.donationId(), KEY.format(visit.askedAt()) + "#" + visit.donorId());
    }

    private static Item offered(Visit visit) {
        return offered(visit.offerUntil().orElseThrow(), visit.donationId(), visit.donorId());
    }

    private static Item offered(Instant until, String donationId, String donorId) {
        return Item.of(OFFERS, KEY.format(until) + "#" + donationId + "#" + donorId);
    }

    private static Item kept(Item entry, Donation donation) {
        return ONE_DAY.limit(entry, donation.startsAt().plus(donation.length()));
    }
}
