/**
 * Tells donors what becomes of a donation to which they were invited: it has changed, or was called off. {@link
 * Notices} opens the runs, when the stream brings a changed donation to {@link ChangedDonationListener}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.notice;
