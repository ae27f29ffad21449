/**
 * A staff member's own account: password and API tokens. Start at {@link TokensPage}.
 *
 * <p>Nothing uses this package.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff.account;
