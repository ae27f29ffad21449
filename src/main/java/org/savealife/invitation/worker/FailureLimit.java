package org.savealife.invitation.worker;

/**
 * How many of its last invitations may fail before a run pauses by itself. With a share of 0.5 and a window of 50,
 * the 25th failure among the last 50 invitations pauses it.
 *
 * @param share of the last {@code window} invitations, above 0 and up to 1; 0 for no limit
 * @param window how many invitations are considered
 */
record FailureLimit(double share, int window) {

    static final int LARGEST_WINDOW = 10_000;

    FailureLimit {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalStateException(
                    "savealife.run.pause-at-failures is " + share + ". Allowed: a share from 0 (never) to 1.");
        }
        if (window < 1 || window > LARGEST_WINDOW) {
            throw new IllegalStateException("savealife.run.failure-window is " + window
                    + ". Allowed: a whole number from 1 to " + LARGEST_WINDOW + ".");
        }
    }

    boolean isReached(int failures, int looked) {
        return share > 0 && looked >= window && failures >= share * window;
    }
}
