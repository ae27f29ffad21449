package org.savealife.platform;

import java.util.stream.Stream;

/**
 * Tells when the server has finished starting the web application.
 *
 * <p>At the very end of that, Payara closes the archives that it loads our classes from, and opens them again when they
 * are needed. If another thread is loading a class at that moment, this fails with "zip file closed", and Java never
 * tries to initialise the class again. So threads of ours begin to work when the start is over.
 */
public final class ApplicationStart {

    private static final String STARTING = "org.apache.catalina.core.StandardContext";

    private final Thread thread;
    private final String starting;

    /** The start that this thread is in the middle of. If it is in none, nothing is under way. */
    public ApplicationStart() {
        this(Thread.currentThread(), STARTING);
    }

    /** @param starting class whose method {@code start} is the start */
    ApplicationStart(Thread thread, String starting) {
        this.thread = thread;
        this.starting = starting;
    }

    public boolean isUnderWay() {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(starting)
                        && frame.getMethodName().equals("start"));
    }
}
