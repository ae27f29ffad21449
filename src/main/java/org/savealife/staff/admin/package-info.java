/**
 * The pages of admins: staff members, the audit log, and the configuration in force. Start at {@link MembersPage}.
 *
 * <p>Nothing uses this package.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff.admin;
