/**
 * The words of mails, which staff can change by kind and language: what must be in them ({@link Passages}), those that
 * the application comes with ({@link ShippedWording}), and those in force ({@link Wordings}). Start at {@link
 * Wordings}.
 *
 * <p>It knows neither donations nor donors: the templates fill the placeholders, and have the layout.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.wording;
