package org.savealife.platform.migration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The number of migrations that are not completed: {@code savealife_migrations_pending}. */
@ApplicationScoped
public class SchemaMetrics {

    private static final System.Logger LOG = System.getLogger(SchemaMetrics.class.getName());

    private final Schema schema;

    private volatile long pending;

    @Inject
    public SchemaMetrics(Schema schema) {
        this.schema = schema;
    }

    void register(@Observes @Initialized(ApplicationScoped.class) Object application, MetricRegistry registry) {
        registry.gauge(
                new MetadataBuilder()
                        .withName("savealife_migrations_pending")
                        .withDescription("Migrations of the data that are not done, the same on all processes")
                        .build(),
                this::pending);
    }

    /** The last known number while the database is unavailable. */
    private long pending() {
        try {
            pending = schema.pending();
        } catch (RuntimeException away) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot read the state of the migrations", away);
        }
        return pending;
    }
}
