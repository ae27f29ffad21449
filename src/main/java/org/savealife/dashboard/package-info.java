/**
 * The first page for staff: what there is, what is going on, what needs somebody. Start at {@link DashboardPage}.
 *
 * <p>It may look at every feature but {@code staff}; nothing uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.dashboard;
