package org.savealife.mail;

/** The processes that send now. They share the sending rate of the provider's account. */
@FunctionalInterface
public interface LiveWorkers {

    /** Their number, including this process: at least 1. */
    int count();
}
