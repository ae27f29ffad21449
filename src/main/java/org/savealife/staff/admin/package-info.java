/**
 * The pages of admins: staff members, the audit, and the configuration in force. Start at {@link MembersPage}.
 *
 * <p>Nothing uses this room.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff.admin;
