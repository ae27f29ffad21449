/**
 * Requests on their way in: limits of size, rate and time, addresses, headers and cookies. Start at {@link RestApplication}.
 *
 * <p>It knows no feature's resources, and leaves the answers to errors to {@code platform.problem}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.http;
