package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.savealife.invitation.Outcome;

/**
 * Metrics of the runs on this process: {@code savealife_invitations_total} with the tag {@code outcome}, {@code
 * savealife_segments_open} and {@code savealife_segments_working}.
 */
@ApplicationScoped
public class InvitationMetrics {

    private volatile Map<String, Counter> invitations = Map.of();

    void register(@Observes @Initialized(ApplicationScoped.class) Object application, MetricRegistry registry) {
        var outcomes = metadata(
                "savealife_invitations_total",
                "Outcomes that this process wrote into the ledger; who was put off and then sent to is there twice");
        invitations = Stream.of(
                        new Outcome.Sent(),
                        new Outcome.Failed(""),
                        new Outcome.Skipped(""),
                        new Outcome.Deferred(""),
                        new Outcome.Unknown(""))
                .map(Outcome::kind)
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), kind -> registry.counter(outcomes, new Tag("outcome", kind))));
    }

    /** Registers the gauges for the segments that are open on all nodes, and for those that this process works on. */
    static void showSegments(MetricRegistry registry, Supplier<Integer> open, Supplier<Integer> working) {
        registry.gauge(
                metadata(
                        "savealife_segments_open",
                        "Parts of runs that want work now or are worked, on all nodes,"
                                + " as this one saw them last; 0 on a web node"),
                open);
        registry.gauge(metadata("savealife_segments_working", "Parts of runs that this process works now"), working);
    }

    private static Metadata metadata(String name, String description) {
        return new MetadataBuilder().withName(name).withDescription(description).build();
    }

    /** Counts an outcome that was written to the ledger. */
    void count(Outcome outcome) {
        Objects.requireNonNull(invitations.get(outcome.kind())).inc();
    }
}
