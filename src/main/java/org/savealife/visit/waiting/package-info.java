/**
 * Keeps waiting lists moving on workers: when the stream shows that a seat became free, and from time to time. Start at
 * {@link WaitingListListener}.
 *
 * <p>It decides nothing: {@code WaitingListRepository} does.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.visit.waiting;
