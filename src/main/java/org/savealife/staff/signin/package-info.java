/**
 * Who makes a request: passwords, API tokens and sessions, as the container asks for them. Start at {@link
 * StaffAuthentication}.
 *
 * <p>It does not decide what somebody may do: roles do.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff.signin;
