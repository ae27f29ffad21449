/**
 * The process as a server: the check of its configuration, its port, its health, and the filters around all others.
 * Start at {@link ConfigurationValidator} and {@link PublicPort}.
 *
 * <p>It may use the whole platform; nothing uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.server;
