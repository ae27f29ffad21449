package org.savealife.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Staff members and API tokens. Reads are consistent, so a new password or a revoked token counts at once. */
@ApplicationScoped
public class StaffRepository {

    private static final String IS_THERE = "attribute_exists(" + Tables.PK + ")";
    private static final int PAGE = 500;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final int keptDays;

    @Inject
    public StaffRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            @ConfigProperty(name = "savealife.retention.tokens") int keptDays) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.keptDays = keptDays;
    }

    /** @param name as {@link StaffMember#name} makes it */
    public Optional<StaffMember> find(String name) {
        return find(StaffItem.key(name)).map(StaffItem::read);
    }

    /** Everybody who may sign in, by name. Read from an index, so it may miss what changed within the last second. */
    public List<StaffMember> list() {
        return query(StaffItem.SORT_KEY, StaffItem.FAMILY).map(StaffItem::read).toList();
    }

    /**
     * Adds a member who has no API tokens, whoever had that name before.
     *
     * @throws ConflictException if there is a staff member of that name
     */
    public void add(StaffMember member) {
        if (find(member.name()).isEmpty()) {
            removeTokensOf(member.name());
        }
        try {
            transactions.write(List.of(Transactions.putNew(tables.main(), StaffItem.of(member))));
        } catch (Transactions.ConditionFailedException taken) {
            // by this very call, where the answer to it was lost and the SDK asked again: hashes are salted
            if (find(member.name()).filter(member::equals).isEmpty()) {
                throw new ConflictException("There is a staff member of that name. Please choose another.");
            }
        }
    }

    /**
     * Gives a member another role.
     *
     * @throws NotFoundException if there is no such member
     * @throws ConflictException if nobody would be admin any more
     */
    public void changeRole(String name, Role role) {
        var member = get(name);
        change(
                member,
                TransactWriteItem.builder()
                        .update(update -> update.tableName(tables.main())
                                .key(StaffItem.key(name).key())
                                .conditionExpression(IS_THERE)
                                .updateExpression("SET #role = :role")
                                .expressionAttributeNames(Map.of("#role", StaffItem.ROLE))
                                .expressionAttributeValues(Map.of(":role", AttributeValue.fromS(role.code()))))
                        .build(),
                role == Role.ADMIN);
    }

    /**
     * Gives a member another password, which ends their sessions and their API tokens: {@link ApiToken#isOf} says no from then on,
     * and what is left of them is removed.
     *
     * @throws NotFoundException if there is no such member
     */
    public void changePassword(String name, String passwordHash) {
        var change = TransactWriteItem.builder()
                .update(update -> update.tableName(tables.main())
                        .key(StaffItem.key(name).key())
                        .conditionExpression(IS_THERE)
                        .updateExpression("SET " + StaffItem.PASSWORD_HASH + " = :hash")
                        .expressionAttributeValues(Map.of(":hash", AttributeValue.fromS(passwordHash))))
                .build();
        try {
            transactions.write(List.of(change));
        } catch (Transactions.ConditionFailedException gone) {
            throw nobody();
        }
        removeTokensOf(name);
    }

    /**
     * Removes a member and their API tokens.
     *
     * @throws NotFoundException if there is no such member
     * @throws ConflictException if nobody would be admin any more
     */
    public void remove(String name) {
        var member = get(name);
        try {
            change(
                    member,
                    TransactWriteItem.builder()
                            .delete(delete -> delete.tableName(tables.main())
                                    .key(StaffItem.key(name).key())
                                    .conditionExpression(IS_THERE))
                            .build(),
                    false);
        } catch (ConflictException changedMeanwhile) {
            // gone is what was asked for, be it by this very call, whose answer was lost
            if (find(name).isPresent()) {
                throw changedMeanwhile;
            }
        }
        removeTokensOf(name);
    }

    /**
     * Writes a change together with a check that another admin is still one, where the change takes one away: of two admins
     * who remove each other at the same moment only one succeeds.
     */
    private void change(StaffMember member, TransactWriteItem change, boolean staysAdmin) {
        var writes = new ArrayList<>(List.of(change));
        if (member.role() == Role.ADMIN && !staysAdmin) {
            writes.add(isAdmin(otherAdmin(member)));
        }
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            throw new ConflictException("Somebody else changed the staff members just now. Please look again.");
        }
    }

    private StaffMember otherAdmin(StaffMember member) {
        return list().stream()
                .filter(other -> other.role() == Role.ADMIN && !other.name().equals(member.name()))
                .findFirst()
                .orElseThrow(() -> new ConflictException("This is the only admin. Make somebody else an admin first."));
    }

    private TransactWriteItem isAdmin(StaffMember other) {
        return TransactWriteItem.builder()
                .conditionCheck(check -> check.tableName(tables.main())
                        .key(StaffItem.key(other.name()).key())
                        .conditionExpression("#role = :admin")
                        .expressionAttributeNames(Map.of("#role", StaffItem.ROLE))
                        .expressionAttributeValues(Map.of(":admin", AttributeValue.fromS(Role.ADMIN.code()))))
                .build();
    }

    private StaffMember get(String name) {
        return find(name).orElseThrow(StaffRepository::nobody);
    }

    private static NotFoundException nobody() {
        return new NotFoundException("There is no staff member of that name any more.");
    }

    /** Whether nobody may sign in. Read from an index, so it may miss who was added within the last second. */
    public boolean isEmpty() {
        return dynamoDb.query(query -> query.tableName(tables.main())
                        .indexName(Tables.INVERTED_INDEX)
                        .keyConditionExpression("SK = :kind AND begins_with(PK, :family)")
                        .expressionAttributeValues(Map.of(
                                ":kind", AttributeValue.fromS(StaffItem.SORT_KEY),
                                ":family", AttributeValue.fromS(StaffItem.FAMILY)))
                        .limit(1))
                .items()
                .isEmpty();
    }

    public Optional<ApiToken> findToken(String id) {
        return find(TokenItem.key(id)).map(TokenItem::read);
    }

    /** Repeatable: the secret is random, so a token of this id is this one. */
    public void addToken(ApiToken token) {
        var item = TokenItem.of(token);
        var limited =
                token.expires().equals(ApiToken.NEVER) ? item : new Retention(keptDays).limit(item, token.expires());
        transactions.write(List.of(Transactions.put(tables.main(), limited)));
    }

    /** @throws NotFoundException if that staff member has no such token */
    public void removeToken(String id, String staffName) {
        if (findToken(id).filter(token -> token.staffName().equals(staffName)).isEmpty()) {
            throw new NotFoundException("You have no API token of the id " + id + ".");
        }
        transactions.write(List.of(Transactions.delete(tables.main(), TokenItem.key(id))));
    }

    /** Every API token, newest first. Read from an index, so it may miss what changed within the last second. */
    public List<ApiToken> listTokens() {
        return query(TokenItem.SORT_KEY, TokenItem.FAMILY)
                .map(TokenItem::read)
                .sorted(Comparator.comparing(ApiToken::created).reversed())
                .toList();
    }

    private void removeTokensOf(String name) {
        listTokens().stream()
                .filter(token -> token.staffName().equals(name))
                .forEach(token -> dynamoDb.deleteItem(delete -> delete.tableName(tables.main())
                        .key(TokenItem.key(token.id()).key())));
    }

    /** The items of one kind; the SDK asks for the pages as they are needed. */
    private Stream<Item> query(String kind, String family) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.main())
                        .indexName(Tables.INVERTED_INDEX)
                        .keyConditionExpression("SK = :kind AND begins_with(PK, :family)")
                        .expressionAttributeValues(
                                Map.of(":kind", AttributeValue.fromS(kind), ":family", AttributeValue.fromS(family)))
                        .limit(PAGE))
                .items()
                .stream()
                .map(Item::from);
    }

    private Optional<Item> find(Item key) {
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.main()).key(key.key()).consistentRead(true));
        return found.item().isEmpty() ? Optional.empty() : Optional.of(Item.from(found.item()));
    }
}
