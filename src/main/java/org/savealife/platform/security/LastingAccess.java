package org.savealife.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * Whether the user of a request may still use something that outlives it, such as a stream of events. In the meantime,
 * a token may have been revoked, a password changed or a session ended. The code that authenticates a request attaches
 * it.
 */
public final class LastingAccess {

    private static final String ATTRIBUTE = LastingAccess.class.getName();

    private final BooleanSupplier stillStands;

    private LastingAccess(BooleanSupplier stillStands) {
        this.stillStands = stillStands;
    }

    /** @param beginning called when something begins that outlives the request; its result is asked from then on */
    public static void leave(HttpServletRequest request, Supplier<BooleanSupplier> beginning) {
        request.setAttribute(ATTRIBUTE, beginning);
    }

    /** Must be called during the request. Without a signed-in user, the access is unlimited. */
    public static LastingAccess of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Supplier<?> beginning
                        && beginning.get() instanceof BooleanSupplier stillStands
                ? new LastingAccess(stillStands)
                : new LastingAccess(() -> true);
    }

    /** Asks the database. While the database is unavailable, access continues. */
    public boolean holds() {
        try {
            return stillStands.getAsBoolean();
        } catch (RuntimeException failure) {
            if (DatabaseUnavailable.isCauseOf(failure)) {
                return true;
            }
            throw failure;
        }
    }
}
