package org.savealife.donor.bounce;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.savealife.mail.feedback.Feedback;

/**
 * Counts the feedback that this process got about messages to donors: {@code savealife_mail_returned_total} with the
 * tag {@code verdict}.
 */
@ApplicationScoped
public class FeedbackMetrics {

    private final SuppressionHandler suppressing;

    @Inject
    public FeedbackMetrics(SuppressionHandler suppressing) {
        this.suppressing = suppressing;
    }

    void register(@Observes @Initialized(ApplicationScoped.class) Object application, MetricRegistry registry) {
        var returned = new MetadataBuilder()
                .withName("savealife_mail_returned_total")
                .withDescription("What this process was told of messages to donors,"
                        + " as bounces, complaints and events of Amazon SES")
                .build();
        var counters = new EnumMap<Feedback.Kind, Counter>(Feedback.Kind.class);
        for (var kind : Feedback.Kind.values()) {
            counters.put(
                    kind,
                    registry.counter(returned, new Tag("verdict", kind.name().toLowerCase(Locale.ROOT))));
        }
        suppressing.countWith(kind -> Objects.requireNonNull(counters.get(kind)).inc());
    }
}
