/**
 * Changes of cities: two names of one place that staff merge, and keys that a release changed. Donors and donations
 * move along. Start at {@link CityMerger}.
 *
 * <p>It knows nothing of invitations.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donation.city;
