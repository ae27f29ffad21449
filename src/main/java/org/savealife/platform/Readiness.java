package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * {@code /health/ready}: up once the application has come up, and while the database answers.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-health-4.0.1/">MicroProfile Health 4.0</a>
 */
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {

    @Inject
    Tables tables;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tables").status(tables.answer()).build();
    }
}
