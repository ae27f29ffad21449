/**
 * Who runs this site, as {@code savealife.organisation.*} says: name, contact and logo. Start at {@link Organisation}.
 *
 * <p>It knows no page or mail on which they are shown.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.organisation;
