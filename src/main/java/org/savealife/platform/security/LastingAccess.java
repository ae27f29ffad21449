package org.savealife.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * Whether who made a request may go on with what outlives it, say a stream of events: a token may be revoked meanwhile, a
 * password changed, a session ended. Left with the request by whoever signed its caller in.
 */
public final class LastingAccess {

    private static final String ATTRIBUTE = LastingAccess.class.getName();

    private final BooleanSupplier stillStands;

    private LastingAccess(BooleanSupplier stillStands) {
        this.stillStands = stillStands;
    }

    /** @param beginning called where something begins that outlives the request; what it gives is asked from then on */
    public static void leave(HttpServletRequest request, Supplier<BooleanSupplier> beginning) {
        request.setAttribute(ATTRIBUTE, beginning);
    }

    /** To be called while the request is there. Of a request that nobody signed in for it stands for ever. */
    public static LastingAccess of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Supplier<?> beginning
                        && beginning.get() instanceof BooleanSupplier stillStands
                ? new LastingAccess(stillStands)
                : new LastingAccess(() -> true);
    }

    /** Asks the database; while that is away nobody is turned out. */
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
