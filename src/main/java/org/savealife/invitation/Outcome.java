package org.savealife.invitation;

/** What became of the invitation of one donor to one donation, as the ledger keeps it. No names, no addresses. */
public sealed interface Outcome {

    /** The relay took the message; its Message-ID follows from donation and donor. */
    record Sent() implements Outcome {}

    /**
     * The relay refused the message for good.
     *
     * @param reason the relay's answer, one line, without the donor's address
     */
    record Failed(String reason) implements Outcome {}

    /**
     * No message was meant to go out.
     *
     * @param reason name of the rule that says so
     */
    record Skipped(String reason) implements Outcome {}

    /**
     * The relay put the message off several times in a row; it will be offered again later.
     *
     * @param reason the relay's last answer, one line, without the donor's address
     */
    record Deferred(String reason) implements Outcome {}
}
