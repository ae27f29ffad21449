/**
 * Works runs: finds a segment without a living owner, claims it, and sends its invitations page by page. Start at
 * {@link RunWorker}, then {@link SegmentTask}, {@link LedgerPageSender} and {@link PageOffer}.
 *
 * <p>It does not know what a mail says or who looks at the run.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.worker;
