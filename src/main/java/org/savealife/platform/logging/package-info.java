/**
 * The server's log as lines of JSON, with the id of what the work belongs to, and without floods. Start at {@link JsonLog}.
 *
 * <p>It knows nothing of what is logged.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.logging;
