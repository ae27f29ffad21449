package org.savealife.platform.sse;

/**
 * Something that pages show and that changes while they are open. {@link LiveUpdates} finds the beans of this type. It
 * asks a topic for its state once a second while any browser follows it.
 */
public interface LiveTopic {

    /** The name in the address {@code /staff/live/<name>/<id>}: one word in lower case. */
    String name();

    /**
     * A text that differs from the one before if pages have something new to show.
     *
     * @param id which thing of this kind is followed; "" if there is only one
     */
    String state(String id);
}
