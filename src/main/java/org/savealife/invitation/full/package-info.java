/**
 * Has invitations wait while a donation is full, and go on when seats are free again. Start at {@link FullRuns}.
 *
 * <p>It sends nothing, and changes no seats.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.full;
