package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Counts what the database charges for: read and write units, as it says itself in each answer. Metric {@code
 * dynamodb_consumed_units} with the tag {@code kind}, {@code read} or {@code write}.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html">DynamoDB
 *     Developer Guide, read and write operations</a>
 */
@ApplicationScoped
class ConsumedUnits implements ExecutionInterceptor {

    private static final String METRIC = "dynamodb_consumed_units";

    private final DoubleAdder read = new DoubleAdder();
    private final DoubleAdder written = new DoubleAdder();

    @Inject
    void register(MetricRegistry registry) {
        var metadata = new MetadataBuilder()
                .withName(METRIC)
                .withDescription("Capacity units that DynamoDB has charged this process for")
                .build();
        registry.gauge(metadata, read, DoubleAdder::sum, new Tag("kind", "read"));
        registry.gauge(metadata, written, DoubleAdder::sum, new Tag("kind", "write"));
    }

    /** Asks for the figure, wherever the call can give it. */
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
        var request = context.request();
        var reads = request instanceof GetItemRequest
                || request instanceof QueryRequest
                || request instanceof BatchGetItemRequest;
        (reads ? read : written).add(units(context.response()));
    }

    /** One figure, or one for each table. */
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
