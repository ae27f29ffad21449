/**
 * Donors as values: who they are ({@link Donor}), where they live ({@link City}) and what they agreed to ({@link Consent}).
 *
 * <p>The rooms below store, find and change them. Donors know neither donations nor invitations.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor;
