/**
 * Texts, numbers, times and spans of time in the language of the page at hand. Start at {@link MessageBundle}.
 *
 * <p>Values and resources speak English and know nothing of this room; their sentences are translated here.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.i18n;
