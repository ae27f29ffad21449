/**
 * How a message leaves: a caller compiles one {@link org.savealife.mail.message.Template} for a run, makes one {@link
 * org.savealife.mail.message.Message} for each recipient, and hands both to {@link MailTransport}, which answers with one {@link
 * SendResult} for each message.
 *
 * <p>It knows no feature: no donor, donation or run. It keeps nothing, and retries nothing beyond what is certain not to mail
 * anybody twice; both are the caller's. It logs no address and no value of a message.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail;
