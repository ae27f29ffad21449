package org.savealife.invitation.wording;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.error.PreconditionFailedException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What staff made of the wordings, version by version. The last one is in force.
 *
 * <p>A version is an item of the invitations table, whose changes trigger nothing: {@code PK}
 * {@code WORDING#<kind>#<language>}, {@code SK} its number, with ten digits; texts {@code at} (ISO instant), {@code by}
 * (name of the staff member) and {@code words.<passage>}, which are absent if they went back to the shipped words. A
 * version never changes, and all are kept.
 */
@ApplicationScoped
public class WordingRepository {

    private static final String FAMILY = "WORDING#";
    private static final String AT = "at";
    private static final String BY = "by";
    private static final String WORDS = "words.";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final Clock clock;

    @Inject
    public WordingRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The last version; empty if staff have never changed this wording. */
    public Optional<WordingVersion> last(WordingKey key) {
        return versions(key, 1).stream().findFirst();
    }

    /** The versions, the last one first. */
    public List<WordingVersion> versions(WordingKey key, int limit) {
        var versions = dynamoDb.query(query -> query.tableName(tables.invitations())
                .keyConditionExpression("PK = :wording")
                .expressionAttributeValues(Map.of(":wording", AttributeValue.fromS(partition(key))))
                .scanIndexForward(false)
                .limit(limit)
                .consistentRead(true));
        return Item.listOf(versions.items()).stream()
                .map(WordingRepository::version)
                .toList();
    }

    /**
     * Stores the next version. If the wording is like this already, nothing changes; the shipped words are stored as
     * going back to them.
     *
     * @param read number of the version that the caller has read; 0 if there was none
     * @param wording of {@link Passages#read}
     * @param by name of the staff member
     * @return the version in force; empty if that is still the shipped one
     * @throws PreconditionFailedException if there is another version by now
     */
    public Optional<WordingVersion> save(WordingKey key, long read, Wording wording, String by) {
        var shipped = ShippedWording.of(key);
        var last = last(key);
        if (last.flatMap(WordingVersion::wording).orElse(shipped).equals(wording)) {
            return last;
        }
        if (last.map(WordingVersion::number).orElse(0L) != read) {
            throw changedMeanwhile(last);
        }
        var next = new WordingVersion(
                read + 1,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                by,
                Optional.of(wording).filter(words -> !words.equals(shipped)));
        try {
            transactions.write(List.of(Transactions.putNew(tables.invitations(), item(key, next))));
        } catch (Transactions.ConditionFailedException meanwhile) {
            throw changedMeanwhile(last(key));
        }
        return Optional.of(next);
    }

    private static PreconditionFailedException changedMeanwhile(Optional<WordingVersion> last) {
        return new PreconditionFailedException(
                "Somebody has changed this wording since you read it. Read it again, and decide anew.",
                Long.toString(last.map(WordingVersion::number).orElse(0L)));
    }

    private static String partition(WordingKey key) {
        return FAMILY + key.kind().word() + "#" + key.language().code();
    }

    private static Item item(WordingKey key, WordingVersion version) {
        var item = Item.of(partition(key), String.format(Locale.ROOT, "%010d", version.number()))
                .with(AT, version.at())
                .with(BY, version.by());
        for (var passage :
                version.wording().map(Wording::passages).orElse(Map.of()).entrySet()) {
            item = item.with(WORDS + passage.getKey(), passage.getValue());
        }
        return item;
    }

    private static WordingVersion version(Item item) {
        var words = new HashMap<String, String>();
        item.attributes().forEach((name, value) -> {
            if (name.startsWith(WORDS)) {
                words.put(name.substring(WORDS.length()), value.s());
            }
        });
        return new WordingVersion(
                Long.parseLong(item.sortKey()),
                item.instant(AT),
                item.findText(BY).orElse(""),
                words.isEmpty() ? Optional.empty() : Optional.of(new Wording(words)));
    }
}
