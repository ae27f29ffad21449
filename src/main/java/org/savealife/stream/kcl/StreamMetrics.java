package org.savealife.stream.kcl;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StreamLog;
import org.savealife.stream.Verdict;
import org.savealife.stream.parked.ParkedRecordRepository;

/**
 * Metrics of the stream as this process reads it: {@code savealife_stream_records_total} with the tag {@code verdict},
 * {@code savealife_stream_lag_milliseconds}, {@code savealife_stream_lag_highest_milliseconds},
 * {@code savealife_stream_reading}, and {@code savealife_parked_records}, which is the same on each worker.
 */
@ApplicationScoped
public class StreamMetrics {

    private static final System.Logger LOG = System.getLogger(StreamMetrics.class.getName());

    /** Counting ends here: beyond this, the exact number does not matter. */
    private static final int MANY_PARKED = 100;

    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();

    private final ProcessRole role;
    private final StreamLog log;
    private final StreamConsumer consumer;
    private final ParkedRecordRepository parked;

    private int parkedRecords;
    private long countedAt = System.nanoTime() - FRESH_NANOS;

    @Inject
    public StreamMetrics(ProcessRole role, StreamLog log, StreamConsumer consumer, ParkedRecordRepository parked) {
        this.role = role;
        this.log = log;
        this.consumer = consumer;
        this.parked = parked;
    }

    void register(@Observes @Initialized(ApplicationScoped.class) Object application, MetricRegistry registry) {
        var records = new MetadataBuilder()
                .withName("savealife_stream_records_total")
                .withDescription("Stream records read by this process, by verdict, bookkeeping included")
                .build();
        var counters = new EnumMap<Verdict, Counter>(Verdict.class);
        for (var verdict : Verdict.values()) {
            counters.put(verdict, registry.counter(records, new Tag("verdict", verdict.text())));
        }
        log.countWith(verdict -> Objects.requireNonNull(counters.get(verdict)).inc());
        gauge(registry, "savealife_stream_lag_milliseconds", "Lag of the record read last", () -> millis(log.lag()));
        gauge(
                registry,
                "savealife_stream_lag_highest_milliseconds",
                "Highest lag of the last five minutes, 0 where no record came",
                () -> millis(log.highestLag()));
        gauge(
                registry,
                "savealife_stream_reading",
                "1 while this process takes part in reading the stream",
                () -> consumer.isReading() ? 1L : 0L);
        gauge(
                registry,
                "savealife_parked_records",
                "Records that could not be handled and wait for staff, 100 at most; 0 on a web node",
                this::parkedRecords);
    }

    private static void gauge(MetricRegistry registry, String name, String description, Supplier<Long> value) {
        registry.gauge(
                new MetadataBuilder()
                        .withName(name)
                        .withDescription(description)
                        .build(),
                value);
    }

    private static long millis(Optional<Duration> lag) {
        return lag.map(Duration::toMillis).orElse(0L);
    }

    /** The last known number while the database is unavailable. */
    private synchronized long parkedRecords() {
        if (role.isWorker() && System.nanoTime() - countedAt >= FRESH_NANOS) {
            countedAt = System.nanoTime();
            try {
                parkedRecords = parked.list(Cursor.NONE, MANY_PARKED).entries().size();
            } catch (RuntimeException away) {
                LOG.log(System.Logger.Level.DEBUG, "Cannot count the parked records: {0}", FailureSummary.kinds(away));
            }
        }
        return parkedRecords;
    }
}
