/**
 * What goes wrong, as HTTP says it: problem details (RFC 9457) for programs, error pages for people. Start at {@link
 * ProblemResponse}, the one place that knows which status an exception stands for.
 *
 * <p>It knows the exceptions of {@code platform.error}, and none of a feature.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.problem;
