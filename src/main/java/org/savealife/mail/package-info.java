/**
 * How a message leaves: addresses, templates, and the relay that takes them.
 *
 * <p>A caller compiles one {@link org.savealife.mail.Template} for a run, makes one {@link org.savealife.mail.Message}
 * for each recipient, and hands both to {@link org.savealife.mail.MailTransport}, which answers with one
 * {@link org.savealife.mail.Delivery} for each message. Start reading there.
 *
 * <p>What is told of a message later, that it came back or was not wanted, is a {@link org.savealife.mail.Feedback}.
 *
 * <p>It knows no feature: no donor, donation or run. It keeps nothing and retries nothing beyond what is certain not to
 * mail anybody twice; both are the caller's. It logs no address and no value of a message.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail;
