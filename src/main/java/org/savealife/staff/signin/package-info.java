/**
 * Authentication: passwords, API tokens and sessions, for the container. Start at {@link StaffAuthentication}.
 *
 * <p>It does not decide what somebody may do: roles do.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff.signin;
