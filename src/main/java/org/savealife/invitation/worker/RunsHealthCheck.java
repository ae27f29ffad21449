package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * {@code /health/ready}, check {@code runs}: up on a worker whose heart beats and which looks for work, so not where it has
 * not looked for 30 seconds, whatever the reason. Always up on a web node.
 */
@Readiness
@ApplicationScoped
public class RunsHealthCheck implements HealthCheck {

    private final RunWorker worker;

    @Inject
    public RunsHealthCheck(RunWorker worker) {
        this.worker = worker;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("runs").status(worker.isLooking()).build();
    }
}
