package org.savealife.platform.dynamodb;

import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.ProcessSettings;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.Migrations;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.migration.TableScan;
import org.savealife.platform.migration.Workers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The tables of the application in a DynamoDB Local, for tests of repositories outside the container. */
public final class TestTables implements AutoCloseable {

    private final DynamoDbClient client;
    private final Tables tables;
    private final Transactions transactions;
    private final Schema schema;

    /** @param watchers see every request and response, and may refuse them */
    public TestTables(URI endpoint, ExecutionInterceptor... watchers) {
        this(client(endpoint, watchers));
    }

    /** @param client is closed with the tables */
    public TestTables(DynamoDbClient client) {
        this.client = client;
        tables = new Tables(client, TestClients.local(Optional.empty()));
        tables.prepare();
        transactions = new Transactions(client, guard(client, tables, false));
        schema = new Schema(client, tables, Clock.systemUTC());
    }

    /** @param watchers see every request and response, and may change them */
    public static TestTables watched(URI endpoint, ExecutionInterceptor... watchers) {
        return new TestTables(endpoint, watchers);
    }

    /**
     * A client with the retries of the application.
     *
     * @param watchers see every request and response
     */
    public static DynamoDbClient client(URI endpoint, ExecutionInterceptor... watchers) {
        return DynamoDbClient.builder()
                .overrideConfiguration(override -> {
                    override.retryStrategy(DynamoDbClients.retries());
                    List.of(watchers).forEach(override::addExecutionInterceptor);
                })
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** @param local {@code savealife.dynamodb.local} */
    static DynamoDbLocalGuard guard(DynamoDbClient client, Tables tables, boolean local) {
        var settings = new DynamoDbSettings(
                tables.main(), tables.invitations(), true, Optional.empty(), local, Optional.empty(), Optional.empty());
        return new DynamoDbLocalGuard(client, tables, Clock.systemUTC(), settings);
    }

    /** The role of a process with this {@code savealife.role}. */
    public static ProcessRole role(String name) {
        var role = ProcessSettings.Role.valueOf(name.toUpperCase(Locale.ROOT));
        return new ProcessRole(new ProcessSettings(role, ZoneOffset.UTC));
    }

    public DynamoDbClient client() {
        return client;
    }

    public Tables tables() {
        return tables;
    }

    public Transactions transactions() {
        return transactions;
    }

    /** The state of the migrations: all are completed, because this release created the tables. */
    public Schema schema() {
        return schema;
    }

    /** Runs the migrations as a process does a second after the last time, on a machine with that clock. */
    public Runnable migrations(Clock clock, Workers workers, Migration... all) {
        var migrations = new Migrations(
                role("worker"),
                tables,
                new Schema(client, tables, clock),
                workers,
                List.of(all),
                () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        return migrations::look;
    }

    /** The scan of the main table. */
    public TableScan walk() {
        return new TableScan(client, tables);
    }

    /** Makes the data in the tables those of an earlier release. */
    public void forgetSchema() {
        client.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :schema")
                        .expressionAttributeValues(Map.of(":schema", AttributeValue.fromS(SchemaVersion.PARTITION))))
                .items()
                .forEach(item -> client.deleteItem(delete ->
                        delete.tableName(tables.main()).key(Item.from(item).key())));
    }

    @Override
    public void close() {
        client.close();
    }
}
