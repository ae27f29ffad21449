/**
 * Who may sign in, and how: staff members, their roles and API tokens. Start at {@link
 * org.savealife.staff.StaffAuthentication}. Other features never call this package; they name the roles of {@link
 * org.savealife.platform.Roles} and leave the rest to the container.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff;
