/**
 * Pages that follow what changes (server-sent events). Start at {@link LiveTopic}: a feature implements one, and {@link
 * LiveUpdates} tells the browsers that follow it. A feature whose events carry data implements an {@link EventSource}.
 *
 * <p>It knows no topic and no data.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.sse;
