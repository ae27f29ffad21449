package org.savealife.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.platform.RetentionSettings;
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

    private static final String IS_THERE = "attribute_exists(" + Item.PK + ")";
    private static final int PAGE = 500;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final int keptDays;

    @Inject
    public StaffRepository(
            DynamoDbClient dynamoDb, Tables tables, Transactions transactions, RetentionSettings retention) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.keptDays = retention.tokens();
    }

    /** @param name in the form of {@link StaffMember#name} */
    public Optional<StaffMember> find(String name) {
        return find(StaffItem.key(name)).map(StaffItem::read);
    }

    /** All staff members, by name. Read from an index, so changes of the last second may be missing. */
    public List<StaffMember> list() {
        return query(StaffItem.SORT_KEY, StaffItem.FAMILY).map(StaffItem::read).toList();
    }

    /**
     * Adds a member without API tokens, even if there was another member of that name before.
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
            // It may be the effect of this call, if its response was lost and the SDK repeated it: hashes are salted
            if (find(member.name()).filter(member::equals).isEmpty()) {
                throw new ConflictException("There is a staff member of that name. Please choose another.");
            }
        }
    }

    /**
     * Changes the role of a member.
     *
     * @throws NotFoundException if there is no such member
     * @throws ConflictException if nobody would be an admin any more
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
     * Changes the password of a member, which ends the member's sessions and API tokens: {@link ApiToken#isOf} is false
     * from then on, and the tokens are deleted.
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
     * Deletes a member and the member's API tokens.
     *
     * @throws NotFoundException if there is no such member
     * @throws ConflictException if nobody would be an admin any more
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
            // It may be the effect of this call, if its response was lost
            if (find(name).isPresent()) {
                throw changedMeanwhile;
            }
        }
        removeTokensOf(name);
    }

    /**
     * Writes a change. If it takes away an admin, the same transaction checks that another one stays: if two admins
     * delete each other at the same moment, only one succeeds.
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

    /**
     * Whether there are no staff members. Read from an index, so a member added within the last second may be missing.
     */
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

    /** Adds a token. Repeatable: the secret is random, so an existing token with this id is the same. */
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

    /** All API tokens, newest first. Read from an index, so changes of the last second may be missing. */
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

    /** The items of one kind; the SDK requests pages as needed. */
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
