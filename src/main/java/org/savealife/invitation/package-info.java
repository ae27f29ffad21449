/**
 * Runs: who is invited to a donation, and what became of each invitation. {@link InvitationRun}, {@link Segment}, {@link
 * LedgerPage} and {@link Outcome} are the values, {@link EligibilityRules} the rules, {@link RunRepository} the way to the table.
 *
 * <p>The rooms below open, work and show runs. Only {@code dashboard} and {@code sampledata} use them.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation;
