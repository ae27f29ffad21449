/**
 * Opens runs: for new donations in the stream, for donations that were missed, and for late donors. Start at {@link
 * NewDonationListener}.
 *
 * <p>It sends nothing.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.opening;
