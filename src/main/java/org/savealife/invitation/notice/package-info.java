/**
 * Tells donors what becomes of a donation to which they were invited, and of their answer to it. {@link Notices} opens
 * the runs, when the stream brings a changed donation to {@link ChangedDonationListener}, or a booking to {@link
 * BookingListener}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.notice;
