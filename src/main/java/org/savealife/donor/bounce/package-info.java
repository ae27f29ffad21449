/**
 * Handles bounces and complaints: the donor's address is suppressed, unless so many bounce at once that the mistake
 * must be ours. Start at {@link SuppressionHandler}. Answers of calendar programs come the same way, and are passed on
 * ({@link CalendarReplies}).
 *
 * <p>It does not know how the mails were worded.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.bounce;
