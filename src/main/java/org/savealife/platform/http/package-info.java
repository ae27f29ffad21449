/**
 * Incoming requests: limits of size, rate and time, addresses, headers and cookies. Start at {@link RestApplication}.
 *
 * <p>It knows no resources of features. Responses to errors are in {@code platform.problem}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.http;
