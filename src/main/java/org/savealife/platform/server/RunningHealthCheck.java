package org.savealife.platform.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** {@code /health/ready}, check {@code running}: up until the process is told to end. */
@Readiness
@ApplicationScoped
public class RunningHealthCheck implements HealthCheck {

    private final PublicPort port;

    @Inject
    public RunningHealthCheck(PublicPort port) {
        this.port = port;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("running").status(!port.isEnding()).build();
    }
}
