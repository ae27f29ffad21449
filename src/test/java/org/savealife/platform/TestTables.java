package org.savealife.platform;

import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The tables of the application in a DynamoDB Local, for tests of repositories outside the container. */
public final class TestTables implements AutoCloseable {

    private final DynamoDbClient client;
    private final Tables tables = new Tables();
    private final Transactions transactions = new Transactions();

    /** @param watchers see every request and answer, and may refuse */
    public TestTables(URI endpoint, ExecutionInterceptor... watchers) {
        client = client(endpoint, watchers);
        tables.dynamoDb = client;
        tables.main = "savealife";
        tables.invitations = "savealife-invitations";
        tables.create = true;
        tables.prepare();
        transactions.dynamoDb = client;
        transactions.local = new LocalDatabase();
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
                    override.retryStrategy(DynamoDb.retries());
                    List.of(watchers).forEach(override::addExecutionInterceptor);
                })
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** That of a process with this {@code savealife.role}. */
    public static NodeRole role(String name) {
        var role = new NodeRole();
        role.role = name;
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

    @Override
    public void close() {
        client.close();
    }
}
