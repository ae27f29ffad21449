/**
 * The links in mails by which donors answer an invitation. Start at {@link AnswerLinks}.
 *
 * <p>It knows neither the mails that contain the links nor the page to which they lead.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.visit.link;
