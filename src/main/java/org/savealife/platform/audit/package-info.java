/**
 * The record of what staff did: who, what, to which id, when. Start at {@link AuditLog}.
 *
 * <p>It contains ids only. Features that know the names for their ids implement {@link AuditNameResolver}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.audit;
