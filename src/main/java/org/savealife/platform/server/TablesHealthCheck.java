package org.savealife.platform.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.savealife.platform.dynamodb.DynamoDbLocalGuard;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.problem.ProblemResponse;

/**
 * {@code /health/ready}, check {@code tables}: up when the application has started, and while the database answers and
 * has room ({@link DynamoDbLocalGuard}).
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-health-4.0.1/">MicroProfile Health 4.0</a>
 */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class TablesHealthCheck implements HealthCheck {

    private static final System.Logger LOG = System.getLogger(TablesHealthCheck.class.getName());

    private final Tables tables;
    private final DynamoDbLocalGuard local;

    @Inject
    public TablesHealthCheck(Tables tables, DynamoDbLocalGuard local) {
        this.tables = tables;
        this.local = local;
    }

    @Override
    public HealthCheckResponse call() {
        return local.isFull()
                ? HealthCheckResponse.named("tables")
                        .down()
                        .withData("reason", ProblemResponse.FULL)
                        .build()
                : HealthCheckResponse.named("tables").status(answer()).build();
    }

    /** A health check must not throw: the server would respond with 500. */
    private boolean answer() {
        try {
            return tables.answer();
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "Cannot find out whether the tables answer: {0}", broken.getMessage());
            return false;
        }
    }
}
