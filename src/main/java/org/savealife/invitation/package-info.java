/**
 * Who is invited to a donation, and what became of each invitation. A new donation comes out of the stream at {@link
 * org.savealife.invitation.NewDonationListener}, which opens a run; {@link org.savealife.invitation.RunWorker} works
 * its segments, page by page. The top of the graph: nobody depends on it.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation;
