/**
 * Donors for staff: the pages, the REST resource and the names of donors in the audit. Start at {@link DonorsPage} and
 * {@link DonorResource}.
 *
 * <p>No other package uses this one.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.web;
