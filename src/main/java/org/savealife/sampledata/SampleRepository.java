package org.savealife.sampledata;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The register of sample donors and donations, by which they are found without a Scan whatever was changed of them.
 * Items of the invitations table: {@code PK} {@code SAMPLE}, {@code SK} {@code DONATION#<id>} or {@code
 * DONOR#<id>}, written before the donor or donation itself.
 */
@ApplicationScoped
public class SampleRepository {

    private static final String REGISTER = "SAMPLE";

    /** The most items that DynamoDB allows in a transaction. */
    private static final int MAX_AT_ONCE = 100;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;

    /** An entry of the register. */
    record Entry(boolean donation, String id) {

        private Item item() {
            return Item.of(REGISTER, (donation ? DONATION : DONOR) + id);
        }
    }

    private static final String DONATION = "DONATION#";
    private static final String DONOR = "DONOR#";

    @Inject
    public SampleRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
    }

    void add(List<Entry> entries) {
        for (var start = 0; start < entries.size(); start += MAX_AT_ONCE) {
            transactions.write(entries.subList(start, Math.min(entries.size(), start + MAX_AT_ONCE)).stream()
                    .map(entry -> Transactions.put(tables.invitations(), entry.item()))
                    .toList());
        }
    }

    boolean isEmpty() {
        return query(1).isEmpty();
    }

    /** All entries, those of donations first. */
    List<Entry> list() {
        return query(Integer.MAX_VALUE);
    }

    void remove(Entry entry) {
        dynamoDb.deleteItem(delete ->
                delete.tableName(tables.invitations()).key(entry.item().key()));
    }

    private List<Entry> query(int limit) {
        var entries = new ArrayList<Entry>();
        dynamoDb
                .queryPaginator(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :register")
                        .expressionAttributeValues(Map.of(":register", AttributeValue.fromS(REGISTER)))
                        .limit(Math.min(limit, 500))
                        .consistentRead(true))
                .items()
                .stream()
                .limit(limit)
                .map(attributes -> Item.from(attributes).sortKey())
                .forEach(key -> entries.add(new Entry(key.startsWith(DONATION), key.substring(key.indexOf('#') + 1))));
        return entries;
    }
}
