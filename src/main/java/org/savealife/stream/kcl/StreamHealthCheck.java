package org.savealife.stream.kcl;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.savealife.stream.FailureSummary;

/**
 * {@code /health/ready}, check {@code stream}: up on a worker when the stream is read, by this process or by others if
 * it has no shard. So a donation announced then is seen at once. Always up on a web node.
 */
@Readiness
@ApplicationScoped
public class StreamHealthCheck implements HealthCheck {

    private static final System.Logger LOG = System.getLogger(StreamHealthCheck.class.getName());

    private final StreamConsumer consumer;

    @Inject
    public StreamHealthCheck(StreamConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public HealthCheckResponse call() {
        var reader = reader();
        return HealthCheckResponse.named("stream")
                .status(reader != StreamConsumer.Reader.NOBODY && reader != StreamConsumer.Reader.FAILED)
                .withData("reader", reader.words())
                .build();
    }

    /** A health check must not throw: the server would respond with 500. */
    private StreamConsumer.Reader reader() {
        try {
            return consumer.reader();
        } catch (RuntimeException away) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot find out who reads the stream: {0}", FailureSummary.kinds(away));
            return StreamConsumer.Reader.NOBODY;
        }
    }
}
