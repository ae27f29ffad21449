/**
 * What staff do with their own account: password and API tokens. Start at {@link TokensPage}.
 *
 * <p>Nothing uses this room.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.staff.account;
