/**
 * The exceptions that callers can do something about, each of them one status of HTTP, and {@link FieldValidator}, which collects
 * everything that is wrong with a request.
 *
 * <p>It knows nothing of HTTP: {@code platform.problem} translates.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.error;
