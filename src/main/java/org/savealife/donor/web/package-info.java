/**
 * Donors for staff: the pages, the REST resource and their names in the audit. Start at {@link DonorsPage} and {@link
 * DonorResource}.
 *
 * <p>Nothing uses this room.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.web;
