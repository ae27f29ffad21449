/**
 * Pages that follow what changes (server-sent events). Start at {@link LiveTopic}: a feature implements one, and {@link LiveUpdates}
 * tells the browsers that follow it.
 *
 * <p>It knows no topic, and sends no data: the page fetches what is new.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.sse;
