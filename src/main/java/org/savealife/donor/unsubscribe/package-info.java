/**
 * The links in mails by which donors unsubscribe (RFC 8058) and come back. Start at {@link UnsubscribeLinks}.
 *
 * <p>It knows no mail that contains the links.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.unsubscribe;
