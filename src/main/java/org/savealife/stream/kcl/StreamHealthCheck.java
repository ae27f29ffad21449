package org.savealife.stream.kcl;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.savealife.stream.FailureSummary;

/**
 * {@code /health/ready}, check {@code stream}: up on a worker once the stream is read, by this process or, where it got no
 * shard, by others; so the first donation that is announced is seen at once. Always up on a web node.
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
                .status(reader != StreamConsumer.Reader.NOBODY)
                .withData("reader", reader.words())
                .build();
    }

    /** Nothing may leave a check: the server would answer 500. */
    private StreamConsumer.Reader reader() {
        try {
            return consumer.reader();
        } catch (RuntimeException away) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot tell who reads the stream: {0}", FailureSummary.kinds(away));
            return StreamConsumer.Reader.NOBODY;
        }
    }
}
