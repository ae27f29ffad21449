package org.savealife.mail;

/** What one attempt to hand over a message came to, and what that says of the relay. */
sealed interface Attempt {

    /** What it means for the message. */
    Delivery delivery();

    /** The message had its say from the relay; the next one may go. */
    record Answered(Delivery delivery) implements Attempt {}

    /** The connection broke before the whole message was handed over: it certainly did not go. */
    record Lost(String reason) implements Attempt {

        @Override
        public Delivery delivery() {
            return new Delivery.Deferred(reason);
        }
    }

    /** The relay is out of reach, or takes nothing from us: no use trying the next message. */
    record Refused(String reason) implements Attempt {

        @Override
        public Delivery delivery() {
            return new Delivery.Deferred(reason);
        }
    }
}
