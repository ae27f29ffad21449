package org.savealife.donor.unsubscribe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Keeps the secret of unsubscribe tokens that the application makes if none is configured: item {@code PK}
 * {@code SECRET#unsubscribe}, {@code SK} {@code SECRET}, text {@code secret}. It is in the invitations table, which has
 * no stream that could carry it on.
 */
@ApplicationScoped
public class UnsubscribeSecretRepository {

    private static final Item KEY = Item.of("SECRET#unsubscribe", "SECRET");
    private static final int BYTES = 32;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    @Inject
    public UnsubscribeSecretRepository(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /** The secret, which never changes and is the same on all nodes. The first caller makes it. */
    public String get() {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.invitations())
                    .item(KEY.with("secret", random()).attributes())
                    .conditionExpression("attribute_not_exists(PK)"));
        } catch (ConditionalCheckFailedException madeBefore) {
            // made by this or another node; it is read below
        }
        var stored = dynamoDb.getItem(
                get -> get.tableName(tables.invitations()).key(KEY.key()).consistentRead(true));
        return Item.from(stored.item()).text("secret");
    }

    private static String random() {
        var bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
