/**
 * Answers that come from calendar programs. A donor who is booked gets a calendar entry whose organiser is an address
 * of ours with a sealed token ({@link OrganiserAddresses}); what comes to that address is the donor's answer. Start at
 * {@link CalendarAnswers}.
 *
 * <p>It does not know how mails are read, nor how entries are written.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.visit.calendar;
