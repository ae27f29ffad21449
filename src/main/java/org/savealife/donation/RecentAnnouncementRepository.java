package org.savealife.donation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.savealife.platform.Sha256;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.UnprocessableException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Recognises for a day a donation that is announced twice, and a request that is sent twice.
 *
 * <p>Items of the invitations table: the mark of a donation by city, start and address ({@code PK}
 * {@code ANNOUNCED#<digest>}, {@code SK} {@code ANNOUNCED}), and the answer to a request by its key, if it has one
 * ({@code REQUEST#<digest>} / {@code REQUEST}).
 */
final class RecentAnnouncementRepository {

    static final Retention ONE_DAY = new Retention(1);

    static final String DONATION_ID = "donation_id";
    private static final String REQUEST = "request";

    /** Condition: the item is not there, or its time is over. */
    private static final String FREE = "attribute_not_exists(PK) OR " + Tables.DELETE_AFTER + " <= :now";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Clock clock;
    private final Function<String, Optional<Donation>> donations;

    /** @param donations by their ids */
    RecentAnnouncementRepository(
            DynamoDbClient dynamoDb, Tables tables, Clock clock, Function<String, Optional<Donation>> donations) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.clock = clock;
        this.donations = donations;
    }

    /**
     * The writes that belong to a new donation: its mark, unless it is past, and the answer to the request, if that has
     * a key.
     *
     * @param obsolete the id of the earlier donation that this one replaces; "" for none
     */
    List<TransactWriteItem> writes(Donation donation, boolean again, Optional<IdempotencyKey> key, String obsolete) {
        var writes = new ArrayList<TransactWriteItem>();
        var now = clock.instant();
        if (!donation.isPast(now)) {
            var mark = ONE_DAY.limit(mark(donation).with(DONATION_ID, donation.id()), now);
            writes.add(
                    again
                            ? Transactions.put(tables.invitations(), mark)
                            : Transactions.put(
                                    tables.invitations(),
                                    mark,
                                    FREE + " OR " + DONATION_ID + " = :obsolete",
                                    Map.of(":now", seconds(now), ":obsolete", AttributeValue.fromS(obsolete))));
        }
        key.ifPresent(used -> writes.add(Transactions.put(
                tables.invitations(),
                ONE_DAY.limit(
                        DonationItem.describing(donation, answer(used))
                                .with(DONATION_ID, donation.id())
                                .with(REQUEST, used.request()),
                        now),
                FREE,
                Map.of(":now", seconds(now)))));
        return writes;
    }

    /**
     * The id of the donation with the same mark, which is gone, called off or has been moved.
     *
     * @throws ConflictException if it is none of these
     */
    String obsolete(Donation donation, Transactions.ConditionFailedException clash) {
        var earlier = get(mark(donation)).orElseThrow(() -> clash).text(DONATION_ID);
        refuseIfStanding(earlier, donation);
        return earlier;
    }

    /** An earlier donation that has been moved since does not stand in the way. */
    private void refuseIfStanding(String earlier, Donation donation) {
        donations.apply(earlier).filter(other -> isSame(other, donation)).ifPresent(standing -> {
            throw new ConflictException(
                    "This donation was announced already. To announce it once more send \"again\": true.",
                    standing.id());
        });
    }

    private static boolean isSame(Donation earlier, Donation donation) {
        return !earlier.cancelled()
                && earlier.startsAt().equals(donation.startsAt())
                && earlier.foldedAddress().equals(donation.foldedAddress());
    }

    /** Refuses a donation that an earlier release, whose marks have other keys, announced within a day. */
    void refuseIfAnnouncedBefore(Donation donation) {
        if (!donation.city().key().equals(donation.city().formerKey())) {
            get(mark(donation, donation.city().formerKey()))
                    .filter(mark ->
                            mark.number(Tables.DELETE_AFTER) > clock.instant().getEpochSecond())
                    .ifPresent(mark -> refuseIfStanding(mark.text(DONATION_ID), donation));
        }
    }

    /** Items past their time count as deleted, since the database takes a while to delete them. */
    private static AttributeValue seconds(Instant now) {
        return AttributeValue.fromN(Long.toString(now.getEpochSecond()));
    }

    /** The mark that each announced donation to come leaves for a day. */
    private static Item mark(Donation donation) {
        return mark(donation, donation.city().key());
    }

    static Item mark(Donation donation, String cityKey) {
        var what = String.join("\n", cityKey, donation.startsAt().toString(), donation.foldedAddress());
        return Item.of("ANNOUNCED#" + Sha256.of(what), "ANNOUNCED");
    }

    private static Item answer(IdempotencyKey key) {
        return Item.of("REQUEST#" + key.id(), "REQUEST");
    }

    /**
     * The donation that a request with this key announced within a day.
     *
     * @throws UnprocessableException if the key was used for another request
     */
    Optional<Donation> answered(IdempotencyKey key) {
        return get(answer(key))
                .filter(answer ->
                        answer.number(Tables.DELETE_AFTER) > clock.instant().getEpochSecond())
                .map(answer -> {
                    if (!answer.text(REQUEST).equals(key.request())) {
                        throw new UnprocessableException("Another request was sent with this Idempotency-Key.");
                    }
                    return DonationItem.donation(answer.text(DONATION_ID), answer);
                });
    }

    private Optional<Item> get(Item keys) {
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.invitations()).key(keys.key()).consistentRead(true));
        return found.hasItem() ? Optional.of(Item.from(found.item())) : Optional.empty();
    }
}
