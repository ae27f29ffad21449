package org.savealife.donor;

/** A donor with this e-mail address has signed up before. Only staff may learn this. */
public final class AddressTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AddressTakenException(Throwable cause) {
        super("A donor with this e-mail address has signed up before.", cause);
    }
}
