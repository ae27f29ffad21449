package org.savealife.donor.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.savealife.donor.Donor;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Reads the address guards, and tells what to write so that they follow the addresses of their donors. A guard belongs
 * to the donor whose id it holds; an earlier release may have given it another name
 * ({@link DonorIndexItems#formerGuardKey}).
 */
final class AddressGuardRepository {

    /** Condition: the guard is the donor's. */
    private static final String OURS = DonorIndexItems.DONOR_ID + " = :id";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Function<String, Optional<Donor>> donors;

    /** @param donors by their ids */
    AddressGuardRepository(DynamoDbClient dynamoDb, Tables tables, Function<String, Optional<Donor>> donors) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.donors = donors;
    }

    /** See {@link DonorRepository#owners}. */
    Map<String, String> owners(List<Donor> several) {
        var guards = several.stream().map(DonorIndexItems::guard).toList();
        var owners = BatchGet.read(dynamoDb, tables.main(), guards).stream()
                .collect(Collectors.toMap(
                        guard -> guard.partitionKey().substring(DonorIndexItems.GUARD_PREFIX.length()),
                        guard -> guard.findText(DonorIndexItems.DONOR_ID).orElse("")));
        for (var donor : several) {
            formerOwner(donor.email())
                    .ifPresent(owner -> owners.putIfAbsent(donor.email().normalised(), owner.id()));
        }
        return owners;
    }

    /** The donor whose address it is now. */
    Optional<Donor> owner(EmailAddress address) {
        return guardOf(address)
                .flatMap(guard -> guard.findText(DonorIndexItems.DONOR_ID))
                .flatMap(donors)
                .or(() -> formerOwner(address));
    }

    /** The id of the donor whose address it is now. */
    Optional<String> ownerId(EmailAddress address) {
        return guardOf(address)
                .flatMap(guard -> guard.findText(DonorIndexItems.DONOR_ID))
                .or(() -> formerOwner(address).map(Donor::id));
    }

    /** Whether the donor's guard has the name that an earlier release gave it. */
    boolean hasFormer(Donor donor) {
        return formerGuard(donor).isPresent();
    }

    /** Whether the guard of the donor's address is another donor's. */
    boolean isOthers(Donor donor) {
        return guardOf(donor.email()).filter(guard -> !isOf(guard, donor)).isPresent();
    }

    /** The donor of the address whose guard has the name that an earlier release gave it. */
    private Optional<Donor> formerOwner(EmailAddress address) {
        return DonorIndexItems.formerGuardKey(address)
                .flatMap(this::get)
                .flatMap(guard -> guard.findText(DonorIndexItems.DONOR_ID))
                .flatMap(donors)
                .filter(donor -> donor.email().normalised().equals(address.normalised()));
    }

    /** What is to be deleted with the donor. */
    List<TransactWriteItem> deletions(Donor donor) {
        var writes = new ArrayList<TransactWriteItem>();
        if (owns(donor)) {
            writes.add(Transactions.delete(tables.main(), DonorIndexItems.guard(donor)));
        }
        formerGuard(donor).ifPresent(guard -> writes.add(Transactions.delete(tables.main(), guard)));
        return writes;
    }

    /** The guard of the donor's address follows it; the guard of another donor with the same address stays as it is. */
    List<TransactWriteItem> changes(Donor was, Donor is) {
        var guard = DonorIndexItems.guard(is);
        var writes = new ArrayList<TransactWriteItem>();
        formerGuard(was)
                .filter(former -> !former.key().equals(guard.key()))
                .ifPresent(former -> writes.add(Transactions.delete(tables.main(), former, OURS, ours(is))));
        if (was.email().normalised().equals(is.email().normalised())) {
            var stored = guardOf(is.email());
            if (stored.isEmpty() || (isOf(stored.get(), is) && !stored.get().equals(guard))) {
                writes.add(Transactions.put(tables.main(), guard, "attribute_not_exists(PK) OR " + OURS, ours(is)));
            }
            return writes;
        }
        var isOurs = formerGuard(was)
                .filter(former -> former.key().equals(guard.key()))
                .isPresent();
        writes.add(
                isOurs
                        ? Transactions.put(tables.main(), guard, OURS, ours(is))
                        : Transactions.putNew(tables.main(), guard));
        if (owns(was)) {
            writes.add(Transactions.delete(tables.main(), DonorIndexItems.guard(was)));
        }
        return writes;
    }

    private static Map<String, AttributeValue> ours(Donor donor) {
        return Map.of(":id", AttributeValue.fromS(donor.id()));
    }

    private boolean owns(Donor donor) {
        return guardOf(donor.email()).filter(guard -> isOf(guard, donor)).isPresent();
    }

    private static boolean isOf(Item guard, Donor donor) {
        return guard.findText(DonorIndexItems.DONOR_ID)
                .filter(donor.id()::equals)
                .isPresent();
    }

    /** The donor's guard if it has the name that an earlier release gave it. */
    private Optional<Item> formerGuard(Donor donor) {
        return DonorIndexItems.formerGuardKey(donor.email()).flatMap(this::get).filter(guard -> isOf(guard, donor));
    }

    private Optional<Item> guardOf(EmailAddress address) {
        return get(DonorIndexItems.guardKey(address));
    }

    private Optional<Item> get(Item key) {
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.main()).key(key.key()).consistentRead(true));
        return found.hasItem() ? Optional.of(Item.from(found.item())) : Optional.empty();
    }
}
