package org.savealife.platform.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Compares an existing table with the one that we would create. Additional indexes and attributes do not matter. */
final class TableShape {

    private TableShape() {}

    /** @throws IllegalStateException if the table found has another shape; the message names the differences */
    static void check(CreateTableRequest wanted, TableDescription found) {
        var differences = differences(wanted, found);
        if (!differences.isEmpty()) {
            throw new IllegalStateException("The table \"" + wanted.tableName() + "\" cannot be used. "
                    + String.join(" ", differences) + " Change it, or choose another table.");
        }
    }

    /** One sentence for each difference. */
    static List<String> differences(CreateTableRequest wanted, TableDescription found) {
        var differences = new ArrayList<String>();
        var wantedKeys = keys(wanted.keySchema(), wanted.attributeDefinitions());
        var foundKeys = keys(found.keySchema(), found.attributeDefinitions());
        if (!wantedKeys.equals(foundKeys)) {
            differences.add("Its keys are " + foundKeys + ", and must be " + wantedKeys + ".");
        }
        for (var index : wanted.globalSecondaryIndexes()) {
            find(index, found)
                    .map(there -> difference(index, wanted, there, found))
                    .orElseGet(() -> Optional.of("It has no index " + index.indexName() + "."))
                    .ifPresent(differences::add);
        }
        var stream = wanted.streamSpecification();
        if (stream != null && !stream.equals(bare(found.streamSpecification()))) {
            differences.add("Its stream must be on, with " + stream.streamViewTypeAsString() + ".");
        }
        return differences;
    }

    private static StreamSpecification bare(StreamSpecification found) {
        return found == null ? StreamSpecification.builder().build() : found;
    }

    private static Optional<GlobalSecondaryIndexDescription> find(GlobalSecondaryIndex wanted, TableDescription found) {
        return found.globalSecondaryIndexes().stream()
                .filter(index -> index.indexName().equals(wanted.indexName()))
                .findFirst();
    }

    private static Optional<String> difference(
            GlobalSecondaryIndex wanted,
            CreateTableRequest wantedTable,
            GlobalSecondaryIndexDescription found,
            TableDescription foundTable) {
        var wantedKeys = keys(wanted.keySchema(), wantedTable.attributeDefinitions());
        var foundKeys = keys(found.keySchema(), foundTable.attributeDefinitions());
        if (!wantedKeys.equals(foundKeys)) {
            return Optional.of("The keys of its index " + wanted.indexName() + " are " + foundKeys + ", and must be "
                    + wantedKeys + ".");
        }
        if (!holds(found.projection(), wanted.projection())) {
            return Optional.of("Its index " + wanted.indexName() + " does not hold the attributes that it must: "
                    + words(wanted.projection()) + ".");
        }
        return Optional.empty();
    }

    private static boolean holds(Projection found, Projection wanted) {
        return found.projectionType() == ProjectionType.ALL
                || (wanted.projectionType() == ProjectionType.INCLUDE
                        && found.projectionType() == ProjectionType.INCLUDE
                        && found.nonKeyAttributes().containsAll(wanted.nonKeyAttributes()));
    }

    private static String words(Projection projection) {
        return projection.projectionType() == ProjectionType.ALL
                ? "all"
                : String.join(", ", projection.nonKeyAttributes());
    }

    /** "PK (HASH, S), SK (RANGE, S)". */
    private static String keys(List<KeySchemaElement> keys, List<AttributeDefinition> attributes) {
        return keys.stream()
                .map(key -> key.attributeName() + " (" + key.keyTypeAsString() + ", "
                        + attributes.stream()
                                .filter(attribute -> attribute.attributeName().equals(key.attributeName()))
                                .map(AttributeDefinition::attributeTypeAsString)
                                .collect(Collectors.joining())
                        + ")")
                .collect(Collectors.joining(", "));
    }
}
