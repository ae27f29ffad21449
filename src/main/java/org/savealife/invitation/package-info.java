/**
 * Runs: who is invited to a donation, and the outcome of each invitation. {@link InvitationRun}, {@link Segment},
 * {@link LedgerPage} and {@link Outcome} are the values and {@link EligibilityRules} the rules; {@link
 * RunRepository} stores runs.
 *
 * <p>The rooms below open, work and show runs. Only {@code dashboard} and {@code sampledata} use them.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation;
