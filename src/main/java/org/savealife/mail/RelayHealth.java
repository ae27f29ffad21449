package org.savealife.mail;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;

/** Tracks the {@link RelayState}, and logs its changes. Safe for use by several threads at once. */
public final class RelayHealth {

    /** A working relay does not leave so many messages in a row unanswered. */
    public static final int UNKNOWNS_IN_A_ROW = 5;

    private static final Logger LOG = System.getLogger(RelayHealth.class.getName());

    private final String relay;
    private final Clock clock;
    private volatile RelayState state;

    /** Messages handed over without a reply since the last reply. */
    private volatile int unknowns;

    /** @param relay its name in the log */
    public RelayHealth(String relay, Clock clock) {
        this.relay = relay;
        this.clock = clock;
        this.state = new RelayState(true, clock.instant(), "");
    }

    public RelayState state() {
        return state;
    }

    /** Updates the state with the result of a message. */
    public void note(SendResult delivery) {
        if (delivery instanceof SendResult.Unknown unknown) {
            noteUnknown(unknown.reason());
            return;
        }
        boolean answered =
                !(delivery instanceof SendResult.Deferred deferred && deferred.by() == SendResult.Deferred.By.RELAY);
        if (unknowns > 0 && answered) {
            unknowns = 0;
        }
        if (delivery instanceof SendResult.Sent) {
            noteReachable();
        }
    }

    private synchronized void noteUnknown(String reason) {
        unknowns++;
        if (unknowns >= UNKNOWNS_IN_A_ROW) {
            noteTrouble(reason);
        }
    }

    public synchronized void noteTrouble(String reason) {
        if (state.reachable()) {
            LOG.log(Level.WARNING, "{0} cannot be used, messages wait: {1}", relay, reason);
        }
        Instant since = state.reachable() ? clock.instant() : state.since();
        state = new RelayState(false, since, SendResult.inShort(reason));
    }

    private void noteReachable() {
        if (!state.reachable()) {
            becomeReachable();
        }
    }

    private synchronized void becomeReachable() {
        if (!state.reachable()) {
            LOG.log(Level.INFO, "{0} accepts messages again", relay);
            state = new RelayState(true, clock.instant(), state.lastError());
        }
    }
}
