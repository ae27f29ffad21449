package org.savealife.donation;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.dynamodb.BatchWrite;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.error.NotFoundException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Changes donations and calls them off. Each time, one transaction writes the donation with its next {@link Version},
 * its entries in the calendars if the time has changed, and what it was before. When it is called off, its seats are
 * closed in the same transaction.
 *
 * <p>The former versions are items of the invitations table: {@code PK} {@code CHANGES#<donation id>}, {@code SK} the
 * sequence of the next version, with ten digits; attributes of the former donation as in {@link DonationItem}, texts
 * {@code at} (ISO instant: when it was changed), {@code by} (name of the staff member, absent if nobody was signed in),
 * {@code notify} and {@code cancel_reason} of the next version, and {@code change} ({@code changed} or
 * {@code cancelled}). They are kept as long as the donation's invitations.
 */
final class DonationChangeRepository {

    private static final String AT = "at";
    private static final String BY = "by";
    private static final String CHANGE = "change";
    private static final String CHANGED = "changed";
    private static final String CANCELLED = "cancelled";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final CalendarRepository calendar;
    private final Clock clock;
    private final Retention kept;

    DonationChangeRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            CalendarRepository calendar,
            Clock clock,
            Retention kept) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.calendar = calendar;
        this.clock = clock;
        this.kept = kept;
    }

    /** See {@link DonationRepository#change}. */
    Donation change(Donation before, Donation after, String by) {
        for (var item = calendar.findItem(before.id()); item.isPresent(); item = calendar.findItem(before.id())) {
            var stored = DonationItem.donation(item.get());
            if (stored.equals(after)) {
                return after;
            }
            if (!stored.equals(before)) {
                throw DonationRepository.changedMeanwhile(stored);
            }
            if (isWritten(item.get(), DonationItem.changed(item.get(), after), by)) {
                return after;
            }
        }
        throw new NotFoundException("There is no donation with this id.");
    }

    /** See {@link DonationRepository#cancel}. */
    Optional<Donation> cancel(String id, Cancellation.Read cancellation, String by) {
        for (var item = readable(id); item.isPresent(); item = readable(id)) {
            var stored = DonationItem.donation(item.get());
            if (stored.cancelled()) {
                return Optional.of(stored);
            }
            var next = stored.calledOff(cancellation.reason(), cancellation.told());
            if (isWritten(item.get(), DonationItem.calledOff(item.get(), next, clock.instant()), by)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** Writes down how many donors may come, unless the donation is called off, deleted or moved to another key. */
    void seat(Item stored, Seating seating) {
        try {
            transactions.write(List.of(DonationItem.seating(tables.main(), stored, seating)));
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            // the caller reads it again
        }
    }

    private Optional<Item> readable(String id) {
        return calendar.findItem(id).filter(item -> DonationItem.read(item).isPresent());
    }

    /** @return false if it was changed meanwhile, deleted or moved to another key */
    private boolean isWritten(Item stored, Item next, String by) {
        var unchanged = DonationItem.unchanged(stored);
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(Transactions.put(tables.main(), next, unchanged.expression(), unchanged.values()));
        writes.addAll(refiled(stored, next));
        if (DonationItem.donation(next).cancelled()) {
            writes.addAll(SlotItem.closing(tables.invitations(), DonationItem.donation(stored), clock.instant()));
        }
        writes.add(Transactions.put(tables.invitations(), former(stored, next, by)));
        try {
            transactions.write(writes);
            return true;
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            return false;
        }
    }

    /** Moves the entries in the calendars, if the donation is at another time. */
    private List<TransactWriteItem> refiled(Item stored, Item next) {
        var former = CalendarRepository.entriesOf(stored);
        var entries = CalendarRepository.entries(DonationItem.donation(next), next.sortKey());
        if (former.containsAll(entries)) {
            return List.of();
        }
        var writes = new ArrayList<TransactWriteItem>();
        entries.forEach(entry -> writes.add(Transactions.put(tables.invitations(), entry)));
        former.stream()
                .filter(entry -> entries.stream().noneMatch(other -> other.key().equals(entry.key())))
                .forEach(entry -> writes.add(Transactions.delete(tables.invitations(), entry)));
        return writes;
    }

    private Item former(Item stored, Item next, String by) {
        var after = DonationItem.donation(next);
        var now = clock.instant();
        var item = DonationItem.describing(
                        DonationItem.donation(stored),
                        Item.of(partition(after.id()), key(after.version().sequence())))
                .with(
                        AT,
                        after.version()
                                .changedAt()
                                .filter(at -> !after.cancelled())
                                .orElse(now))
                .with(BY, by)
                .with(DonationItem.NOTIFY, after.version().told().word())
                .with(DonationItem.CANCEL_REASON, after.version().cancelReason())
                .with(CHANGE, after.cancelled() ? CANCELLED : CHANGED);
        return kept.limit(item, after.isPast(now) ? now : after.startsAt());
    }

    private static String partition(String donationId) {
        return "CHANGES#" + donationId;
    }

    private static String key(long sequence) {
        return String.format(Locale.ROOT, "%010d", sequence);
    }

    /** See {@link DonationRepository#changes}. */
    List<DonationChange> changes(Donation present) {
        var formers = formers(present.id());
        var changes = new ArrayList<DonationChange>();
        var after = present;
        for (var number = formers.size() - 1; number >= 0; number--) {
            var former = formers.get(number);
            var change = change(former, after);
            changes.add(0, change);
            after = change.before();
        }
        return changes;
    }

    /** @param after the donation as it was until the next change */
    private static DonationChange change(Item former, Donation after) {
        var before = DonationItem.donation(after.id(), former);
        return new DonationChange(
                before,
                Difference.between(before, after),
                Long.parseLong(former.sortKey()),
                former.instant(AT),
                former.findText(BY).orElse(""),
                Notify.of(former.text(DonationItem.NOTIFY)),
                former.text(CHANGE).equals(CANCELLED),
                former.findText(DonationItem.CANCEL_REASON).orElse(""));
    }

    private List<Item> formers(String donationId) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :changes")
                        .expressionAttributeValues(Map.of(":changes", AttributeValue.fromS(partition(donationId))))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from)
                .toList();
    }

    /** Forgets the former versions of a donation. Repeatable. */
    void erase(String donationId) {
        BatchWrite.write(
                dynamoDb,
                tables.invitations(),
                formers(donationId).stream()
                        .map(former -> WriteRequest.builder()
                                .deleteRequest(delete -> delete.key(former.key()))
                                .build())
                        .toList());
    }
}
