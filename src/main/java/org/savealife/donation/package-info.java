/**
 * Blood donation events. Start at {@link DonationRepository}.
 *
 * <p>It knows nothing of invitations: a stored donation reaches them through the table's stream.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donation;
