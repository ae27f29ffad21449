/**
 * Runs for staff: their pages, the REST resource, and the list of a run's donors. Start at {@link DonationPage} and
 * {@link InvitationResource}.
 *
 * <p>It works no run: {@link RunActions} only changes a run's status.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.web;
