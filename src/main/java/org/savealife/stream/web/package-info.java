/**
 * The stream for staff: pages, the REST resources and the events that clients follow. Start at {@link StreamPage}.
 *
 * <p>Nothing uses this room.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.stream.web;
