/**
 * Telling a failure that passes from one that does not, and trying again. Start at {@link DatabaseUnavailable}, the one place that
 * knows which exceptions mean that the database cannot be reached.
 *
 * <p>It knows no table and no request: what is tried again is the caller's.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.retry;
