/**
 * The user of a request, and what the user may do. Start at {@link CurrentUser} and {@link Roles}.
 *
 * <p>It does not sign anybody in: the feature {@code staff} does.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.security;
