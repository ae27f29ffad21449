/**
 * Who has been told what became of a donation: its history ({@link TimelinePage}), the runs that tell of it ({@link
 * ToldPage}), and whom they have not reached ({@link NotReached}). It shows runs, and leaves it to others to open and
 * to steer them.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.told;
