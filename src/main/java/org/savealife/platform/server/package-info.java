/**
 * The process as a server: checks of the configuration before it starts, its port, its health, and the filters around all
 * others. Start at {@link ConfigurationValidator} and {@link PublicPort}.
 *
 * <p>It may use the whole platform; nothing uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.server;
