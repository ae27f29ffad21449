/**
 * Chooses the transport of {@code savealife.mail.transport}, and maintains it until the application ends. Start at
 * {@link MailConfiguration}.
 *
 * <p>It may use every package of {@code mail}; none of them uses it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.config;
