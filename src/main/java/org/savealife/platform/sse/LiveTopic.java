package org.savealife.platform.sse;

/**
 * Something that pages show and that changes while they are open. A bean of this type is found by {@link LiveUpdates}, which asks
 * for its state once a second for as long as a browser follows it, however many do.
 */
public interface LiveTopic {

    /** What the address {@code /staff/live/<name>/<id>} begins with: a word in small letters. */
    String name();

    /**
     * A text that is another one when the pages have something else to show.
     *
     * @param id of what is followed; "" where there is one of the kind
     */
    String state(String id);
}
