/**
 * Chooses the transport that {@code savealife.mail.transport} names, and keeps it until the application ends. Start at {@link
 * MailConfiguration}.
 *
 * <p>It may use every room of {@code mail}; none of them uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.config;
