package org.savealife.platform.dynamodb;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.savealife.fixture.Injected;
import org.savealife.platform.ProcessRole;
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
    private final Tables tables = new Tables();
    private final Transactions transactions = new Transactions();
    private final Schema schema = new Schema();

    /** @param watchers see every request and answer, and may refuse */
    public TestTables(URI endpoint, ExecutionInterceptor... watchers) {
        this(client(endpoint, watchers));
    }

    /** @param client is closed with the tables */
    public TestTables(DynamoDbClient client) {
        this.client = client;
        tables.dynamoDb = client;
        tables.main = "savealife";
        tables.invitations = "savealife-invitations";
        tables.create = true;
        tables.prepare();
        transactions.dynamoDb = client;
        transactions.local = new DynamoDbLocalGuard();
        Injected.into(schema, "dynamoDb", client);
        Injected.into(schema, "tables", tables);
        Injected.into(schema, "clock", Clock.systemUTC());
    }

    /** @param watchers see every request and answer, and may change them */
    public static TestTables watched(URI endpoint, ExecutionInterceptor... watchers) {
        return new TestTables(endpoint, watchers);
    }

    /**
     * With the retries of the application.
     *
     * @param watchers see every request and answer
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

    /** That of a process with this {@code savealife.role}. */
    public static ProcessRole role(String name) {
        var role = new ProcessRole();
        Injected.into(role, "role", name);
        return role;
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

    /** How far the migrations are: as tables are made here, all of them are done. */
    public Schema schema() {
        return schema;
    }

    /** What a process does to work the migrations, a second after the last time, on a machine with that clock. */
    public Runnable migrations(Clock clock, Workers workers, Migration... all) {
        var itsSchema = new Schema();
        Injected.into(itsSchema, "dynamoDb", client);
        Injected.into(itsSchema, "tables", tables);
        Injected.into(itsSchema, "clock", clock);
        LongSupplier nanoTime = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        var migrations = new Migrations(List.of(all));
        Injected.into(migrations, "schema", itsSchema);
        Injected.into(migrations, "workers", workers);
        Injected.into(migrations, "nanoTime", nanoTime);
        return migrations::look;
    }

    /** The walk through the main table. */
    public TableScan walk() {
        var walk = new TableScan();
        Injected.into(walk, "dynamoDb", client);
        Injected.into(walk, "tables", tables);
        return walk;
    }

    /** Forgets that the tables were made by this release: what is in them is of an earlier one. */
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
