/**
 * The first page for staff: figures, runs in progress, and what needs attention. Start at {@link DashboardPage}.
 *
 * <p>It may use every feature but {@code staff}; nothing uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.dashboard;
