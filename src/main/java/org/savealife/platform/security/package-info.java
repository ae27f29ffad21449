/**
 * Who makes a request, and what they may do. Start at {@link CurrentUser} and {@link Roles}.
 *
 * <p>It does not sign anybody in: that is the feature {@code staff}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.security;
