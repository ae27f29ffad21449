package org.savealife.mail;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;

/** Keeps the {@link RelayState}, and logs when it turns. Safe for use by several threads at once. */
final class RelayHealth {

    private static final Logger LOG = System.getLogger(RelayHealth.class.getName());

    private final String relay;
    private final Clock clock;
    private volatile RelayState state;

    /** @param relay as the log names it */
    RelayHealth(String relay, Clock clock) {
        this.relay = relay;
        this.clock = clock;
        this.state = new RelayState(true, clock.instant(), "");
    }

    RelayState state() {
        return state;
    }

    synchronized void noteTrouble(String reason) {
        if (state.reachable()) {
            LOG.log(Level.WARNING, "{0} cannot be used, messages wait: {1}", relay, reason);
        }
        Instant since = state.reachable() ? clock.instant() : state.since();
        state = new RelayState(false, since, reason);
    }

    void noteReachable() {
        if (!state.reachable()) {
            becomeReachable();
        }
    }

    private synchronized void becomeReachable() {
        if (!state.reachable()) {
            LOG.log(Level.INFO, "{0} takes messages again", relay);
            state = new RelayState(true, clock.instant(), state.lastError());
        }
    }
}
