/**
 * Sending mail: a caller compiles one {@link org.savealife.mail.message.Template} for a run, makes one
 * {@link org.savealife.mail.message.Message} for each recipient, and passes both to {@link MailTransport}, which
 * returns one {@link SendResult} for each message.
 *
 * <p>It knows no feature: no donor, donation or run. It stores nothing, and repeats only what certainly sends no copy;
 * both are up to the caller. It logs no addresses and no values of messages.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail;
