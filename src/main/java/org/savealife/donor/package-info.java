/**
 * Donors: who they are, how they sign up, where they are found. Start at {@link org.savealife.donor.DonorRepository}.
 * Knows neither donations nor invitations.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor;
