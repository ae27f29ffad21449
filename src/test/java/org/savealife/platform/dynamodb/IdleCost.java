package org.savealife.platform.dynamodb;

import java.time.Duration;
import java.util.Collection;

/** The cost of calls by AWS's list prices for US East (N. Virginia), as in docs/aws.md, without free tiers. */
public final class IdleCost {

    private static final double MILLION = 1_000_000;
    private static final double READ = 0.125 / MILLION;
    private static final double WRITE = 0.625 / MILLION;
    private static final double STREAM = 0.20 / MILLION;
    private static final Duration MONTH = Duration.ofHours(730);

    private IdleCost() {}

    /** For calls that are repeated, once each in that time. */
    public static double dollarsAMonth(Collection<TestClients.Call> calls, Duration time) {
        var dollars = calls.stream().mapToDouble(IdleCost::dollars).sum();
        return dollars * MONTH.toMillis() / time.toMillis();
    }

    private static double dollars(TestClients.Call call) {
        if (call.isOfStream()) {
            return STREAM;
        }
        return call.units() * (call.isRead() ? READ : WRITE);
    }

    /** For units counted in that time. */
    public static double dollarsAMonth(double read, double written, double streamed, Duration time) {
        return (read * READ + written * WRITE + streamed * STREAM) * MONTH.toMillis() / time.toMillis();
    }
}
