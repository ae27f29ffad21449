/**
 * Distinguishing transient failures from others, and trying again. Start at {@link DatabaseUnavailable}, the only place
 * that knows which exceptions mean that the database is unavailable.
 *
 * <p>It knows no tables and no requests: callers pass what is to be tried again.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.retry;
