/**
 * Sends messages to a relay by SMTP (RFC 5321), with pipelining, over a few connections that are kept open. Start at
 * {@link SmtpTransport}.
 *
 * <p>It knows nothing of Amazon SES, and does not decide about later attempts.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.smtp;
