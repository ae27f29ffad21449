/**
 * How staff change the words of mails: {@link WordingPage} and {@link WordingResource}. What may be written is decided
 * by {@link org.savealife.invitation.wording}.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.editor;
