/**
 * The content of invitations, and how they are handed to the transport. Start at {@link Mailer}; {@link
 * InvitationTemplate} has the texts.
 *
 * <p>It knows nothing of runs.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.mail;
