/**
 * Who comes to a donation: the answers of donors, the seats of its slots, and the waiting list. Start at
 * {@link VisitRepository}.
 *
 * <p>It writes no mail, and knows neither links nor pages.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.visit;
