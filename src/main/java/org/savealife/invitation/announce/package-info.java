/**
 * How staff announce a donation: who would be invited, with which mail, and how long that would take. Start at
 * {@link AnnouncePage}.
 *
 * <p>Nothing uses this room.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.announce;
