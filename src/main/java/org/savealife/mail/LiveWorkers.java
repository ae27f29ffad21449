package org.savealife.mail;

/** The processes that send now: they share what the provider lets the account send. */
@FunctionalInterface
public interface LiveWorkers {

    /** How many there are, this one among them: 1 at least. */
    int count();
}
