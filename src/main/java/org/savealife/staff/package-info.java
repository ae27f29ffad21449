/**
 * Staff members, their roles, passwords and API tokens. Start at {@link StaffRepository}.
 *
 * <p>Other features never call this package. They name the roles of {@link org.savealife.platform.security.Roles} and
 * leave the rest to the container.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff;
