/**
 * The content of the mails of runs, and how they are handed to the transport. Start at {@link Mailer}; {@link
 * InvitationTemplate} and {@link NoticeTemplate} have the texts.
 *
 * <p>It knows of a run only what it is for ({@link Occasion}).
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.mail;
