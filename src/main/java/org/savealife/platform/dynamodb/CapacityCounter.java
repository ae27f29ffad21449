package org.savealife.platform.dynamodb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * Counts the capacity units that the database charges for: read and write units of tables, including the lease tables,
 * as each response states them, and one read unit of the stream for each call. The metric is
 * {@code dynamodb_consumed_units_total} with the tag {@code kind} ({@code read}, {@code write} or {@code stream}). It
 * counts whole units: fractions are carried over. All clients share one instance. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html">DynamoDB
 *     Developer Guide, read and write operations</a>
 */
@ApplicationScoped
class CapacityCounter implements ExecutionInterceptor {

    /** Units of a request that is only sent to a DynamoDB Local, see {@link DynamoDbLocalGuard}. */
    static final ExecutionAttribute<Double> NOT_CHARGED = new ExecutionAttribute<>("SavealifeNotCharged");

    /** What DynamoDB Local counts for a small item: written in a transaction, and read consistently. */
    static final double WRITE_OF_ONE = 1;

    static final double READ_OF_ONE = 1;

    private static final String METRIC = "dynamodb_consumed_units_total";

    private final Map<Kind, Units> units = new EnumMap<>(Kind.class);

    /** Kinds of units, which have different prices. */
    enum Kind {
        READ,
        WRITE,
        STREAM
    }

    private static final class Units {

        private double rest;
        private LongConsumer counter = whole -> {};

        synchronized void countWith(LongConsumer counting) {
            counter = counting;
        }

        synchronized void add(double more) {
            rest += more;
            var whole = (long) Math.floor(rest);
            rest -= whole;
            if (whole > 0) {
                counter.accept(whole);
            }
        }
    }

    CapacityCounter() {
        for (var kind : Kind.values()) {
            units.put(kind, new Units());
        }
    }

    @Inject
    void register(MetricRegistry registry) {
        var metadata = new MetadataBuilder()
                .withName(METRIC)
                .withDescription("Capacity units that DynamoDB has charged this process for")
                .build();
        for (var kind : Kind.values()) {
            countWith(
                    kind, registry.counter(metadata, new Tag("kind", kind.name().toLowerCase(Locale.ROOT)))::inc);
        }
    }

    /** Adds whole units to the counter from now on. */
    void countWith(Kind kind, LongConsumer counter) {
        units(kind).countWith(counter);
    }

    private Units units(Kind kind) {
        return Optional.ofNullable(units.get(kind)).orElseThrow();
    }

    /** Requests the consumed capacity in every response that can contain it. */
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        var builder = context.request().toBuilder();
        for (var field : context.request().sdkFields()) {
            if (field.memberName().equals("ReturnConsumedCapacity")) {
                field.set(builder, "TOTAL");
            }
        }
        return builder.build();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (context.request() instanceof GetRecordsRequest) {
            units(Kind.STREAM).add(1);
        } else {
            var free = Optional.ofNullable(attributes.getAttribute(NOT_CHARGED)).orElse(0.0);
            units(isRead(context.request()) ? Kind.READ : Kind.WRITE)
                    .add(Math.max(0, units(context.response()) - free));
        }
    }

    private static boolean isRead(SdkRequest request) {
        return request instanceof GetItemRequest
                || request instanceof QueryRequest
                || request instanceof BatchGetItemRequest
                || request instanceof ScanRequest;
    }

    /** The response states one number, or one for each table. */
    private static double units(SdkResponse response) {
        var consumed = response.getValueForField("ConsumedCapacity", Object.class);
        var figures = consumed.map(some -> some instanceof Collection<?> many ? many : List.of(some))
                .orElse(List.of());
        return figures.stream()
                .map(ConsumedCapacity.class::cast)
                .mapToDouble(
                        figure -> Optional.ofNullable(figure.capacityUnits()).orElse(0.0))
                .sum();
    }
}
