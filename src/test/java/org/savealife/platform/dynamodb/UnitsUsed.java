package org.savealife.platform.dynamodb;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/** Adds up the units in the database's responses. */
public final class UnitsUsed implements ExecutionInterceptor {

    private final CapacityCounter asking = new CapacityCounter();
    private final DoubleAdder units = new DoubleAdder();

    /** The units since the last call. */
    public double take() {
        return units.sumThenReset();
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return asking.modifyRequest(context, attributes);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        var consumed = context.response().getValueForField("ConsumedCapacity", Object.class);
        var figures = consumed.<Collection<?>>map(some -> some instanceof Collection<?> many ? many : List.of(some))
                .orElse(List.of());
        figures.stream().map(ConsumedCapacity.class::cast).forEach(figure -> units.add(figure.capacityUnits()));
    }
}
