/**
 * Failures in HTTP: problem details (RFC 9457) for programs, error pages for people. Start at {@link ProblemResponse},
 * the only place that maps exceptions to statuses.
 *
 * <p>It knows the exceptions of {@code platform.error}, and no exception of a feature.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.problem;
