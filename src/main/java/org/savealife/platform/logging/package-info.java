/**
 * The server's log as lines of JSON, each with the id of its request or run, and without floods. Start at
 * {@link JsonLog}.
 *
 * <p>It knows nothing of what is logged.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.logging;
