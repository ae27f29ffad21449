/**
 * Texts, numbers, times and durations in the language of the current page. Start at {@link MessageBundle}.
 *
 * <p>Values and resources are in English and know nothing of this package. Their sentences are translated here.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.i18n;
