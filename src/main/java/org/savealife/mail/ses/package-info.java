/**
 * Sends messages to Amazon SES (API v2, SendBulkEmail). Start at {@link SesTransport}.
 *
 * <p>It knows nothing of SMTP connections, and does not decide about later attempts.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.ses;
