/**
 * The record of what staff did: who, what, to which id, when. Start at {@link AuditLog}.
 *
 * <p>It holds ids only. Features that know the names behind ids implement {@link AuditNameResolver}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.audit;
