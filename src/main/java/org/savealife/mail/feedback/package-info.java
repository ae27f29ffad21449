/**
 * What is told of messages later: that they came back, or that a recipient complained. Mails are read by {@link BounceParser},
 * events of Amazon SES by {@link MailEvents}; each becomes a {@link Feedback}.
 *
 * <p>It does not know whose address it is, nor what follows from it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.feedback;
