/**
 * Works runs: finds a segment that nobody works, claims it and sends its invitations page by page. Start at {@link RunWorker},
 * then {@link SegmentTask} and {@link LedgerPageSender}.
 *
 * <p>It does not know what a mail says or who looks at the run.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.worker;
