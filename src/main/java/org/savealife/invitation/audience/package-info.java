/**
 * Whom a run writes to. {@link Audiences} makes the {@link Audience} of a segment; the worker walks it page by page,
 * and does not know who is in it or why.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.audience;
