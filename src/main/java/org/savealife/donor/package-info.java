/**
 * Donors as values: the person ({@link Donor}), where the person lives ({@link City}) and what the person agreed to
 * ({@link Consent}).
 *
 * <p>The packages below store, find and change donors. Donors know neither donations nor invitations.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor;
