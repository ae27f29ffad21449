package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * {@code /health/ready}, check {@code runs}: up on a worker that has a heartbeat and has looked for work within the
 * last 30 seconds. Always up on a web node.
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
