/**
 * What an invitation says, and how it is handed to the transport. Start at {@link Mailer}; {@link InvitationTemplate} holds
 * the texts.
 *
 * <p>It knows nothing of runs.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.mail;
