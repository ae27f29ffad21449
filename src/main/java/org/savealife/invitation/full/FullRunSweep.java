package org.savealife.invitation.full;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.RecurringTask;

/**
 * Looks twice a minute at the invitations that wait for a free seat. Ends those whose donation has begun, and makes up
 * for what the stream did not deliver. Each worker does this; what another one has done is not done again.
 */
@ApplicationScoped
public class FullRunSweep {

    /** How often it looks: one query, if no invitations wait. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(30);

    private final ProcessRole role;
    private final Tables tables;
    private final FullRuns runs;

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    public FullRunSweep(ProcessRole role, Tables tables, FullRuns runs) {
        this.role = role;
        this.tables = tables;
        this.runs = runs;
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the sweep of full donations", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask("The sweep of full donations", runs::sweep),
                0,
                POLL_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
