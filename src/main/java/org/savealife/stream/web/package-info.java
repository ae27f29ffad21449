/**
 * The stream for staff: pages, REST resources and events for clients. Start at {@link StreamPage}.
 *
 * <p>Nothing uses this package.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream.web;
