/**
 * The exceptions that callers can do something about, one for each HTTP status, and {@link FieldValidator}, which
 * collects everything that is wrong with a request.
 *
 * <p>It knows nothing of HTTP: {@code platform.problem} translates the exceptions.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.error;
