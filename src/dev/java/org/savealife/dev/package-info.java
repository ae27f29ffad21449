/**
 * The local run, {@code mvn -Prun}: DynamoDB Local, a mail server that keeps its mails and shows them on a page, and
 * Payara Micro with the WAR. {@link org.savealife.dev.LocalRun} is what Maven starts, {@link
 * org.savealife.dev.Application} is the process that it starts. Tests use the same parts.
 *
 * <p>It is never in the WAR, and the application does not know it. It uses no class of the application either, so that
 * it can run any build of it: it passes settings as configuration keys. Everything listens on 127.0.0.1 only.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.dev;
