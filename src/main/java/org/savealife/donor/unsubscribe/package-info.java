/**
 * The links in mails by which donors unsubscribe and change their data (RFC 8058). Start at {@link UnsubscribeLinks}.
 *
 * <p>It knows no mail in which the links stand.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.donor.unsubscribe;
