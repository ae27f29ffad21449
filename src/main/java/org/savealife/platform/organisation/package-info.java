/**
 * The organisation that runs this site, from {@code savealife.organisation.*}: name, contacts and logo. Start at
 * {@link Organisation}.
 *
 * <p>It knows no page or mail that shows them.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.organisation;
