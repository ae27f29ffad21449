package org.savealife.platform.dynamodb;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The clients of the application for a DynamoDB Local, and the cost of their calls. Thread-safe. */
public final class TestClients implements AutoCloseable {

    private final DynamoDbClients clients;
    private final List<Call> calls = new ArrayList<>();

    /**
     * A successful call.
     *
     * @param what its name in policies, and the table: {@code UpdateItem savealife-stream}
     * @param units from the database; half a unit for a read that finds nothing, as on AWS, although DynamoDB Local
     *     reports none
     */
    public record Call(String what, double units) {

        private static final double MIN_READ = 0.5;

        public Call {
            units = isRead(what) ? Math.max(MIN_READ, units) : units;
        }

        public boolean isOfStream() {
            return what.startsWith("GetRecords");
        }

        public boolean isRead() {
            return isRead(what);
        }

        private static boolean isRead(String what) {
            return what.startsWith("BatchGet")
                    || what.startsWith("Get")
                    || what.startsWith("Query")
                    || what.startsWith("Scan");
        }
    }

    public TestClients(URI endpoint) {
        clients = new DynamoDbClients(local(Optional.of(endpoint)), new Counting(this::note), ownWrites());
    }

    /** The clients of an application that never calls a database. */
    public static DynamoDbClients unused() {
        return new DynamoDbClients(local(Optional.empty()), new CapacityCounter(), ownWrites());
    }

    /** The usual tables in a DynamoDB Local, which may be created. */
    public static DynamoDbSettings local(Optional<URI> endpoint) {
        return new DynamoDbSettings(
                "savealife", "savealife-invitations", true, endpoint, true, Optional.empty(), Optional.of("eu-west-1"));
    }

    /** An interceptor that nobody listens to. */
    public static OwnWriteInterceptor ownWrites() {
        return new OwnWriteInterceptor(local(Optional.empty()));
    }

    public DynamoDbClient client() {
        return clients.client();
    }

    public DynamoDbAsyncClient asyncClient() {
        return clients.asyncClient();
    }

    public DynamoDbStreamsClient streamsClient() {
        return clients.streamsClient();
    }

    private synchronized void note(Call call) {
        calls.add(call);
    }

    /** The calls since the last call of this. */
    public synchronized List<Call> takeCalls() {
        var taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    @Override
    public void close() {
        clients.close();
    }

    private static final class Counting extends CapacityCounter {

        private final Consumer<Call> noting;

        Counting(Consumer<Call> noting) {
            this.noting = noting;
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            var rights = AwsCallLogger.rights(context.request())
                    .map(right -> right.replaceFirst("^dynamodb:(\\w+) (?:table/)?", "$1 "))
                    .collect(Collectors.joining(", "));
            noting.accept(new Call(rights, units(context.response())));
        }

        private static double units(SdkResponse response) {
            if (response instanceof BatchGetItemResponse batch) {
                return batch.consumedCapacity().stream()
                        .mapToDouble(ConsumedCapacity::capacityUnits)
                        .sum();
            }
            return response.getValueForField("ConsumedCapacity", ConsumedCapacity.class)
                    .map(ConsumedCapacity::capacityUnits)
                    .orElse(0.0);
        }
    }
}
