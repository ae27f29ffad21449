/**
 * What we learn about messages later: bounces and complaints. {@link BounceParser} reads mails, {@link MailEvents}
 * events of Amazon SES; each becomes a {@link Feedback}. Answers of calendar programs come the same way
 * ({@link CalendarReply}).
 *
 * <p>It does not know whose address it is, nor the consequences.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.mail.feedback;
