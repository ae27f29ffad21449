package org.savealife.invitation;

import org.savealife.mail.SendResult;

/**
 * What became of the invitation of one donor to one donation, as the ledger keeps it. No names, no addresses, and no reason
 * longer than {@link SendResult#LONGEST_REASON}: a page of them fits into an item.
 */
public sealed interface Outcome {

    /** What stands for the code of a failure without one. */
    String NO_CODE = "other";

    /** {@code sent}, {@code failed}, {@code skipped}, {@code deferred} or {@code unknown}. */
    String kind();

    /** Why, as far as it is worded: the relay's answer, the name of a rule; "" for what was sent. */
    String reason();

    /** Why, as it is counted: the name of a rule, or the code of the relay's answer, {@link #NO_CODE} where it has none. */
    default String reasonInShort() {
        return reason();
    }

    private static String code(String answer) {
        return answer.matches("[45]\\d\\d\\b.*") ? answer.substring(0, 3) : NO_CODE;
    }

    /** The relay took the message; its Message-ID follows from donation and donor. */
    record Sent() implements Outcome {

        @Override
        public String kind() {
            return "sent";
        }

        @Override
        public String reason() {
            return "";
        }
    }

    /**
     * The relay refused the message for good.
     *
     * @param reason the relay's answer, one line, without the donor's address
     */
    record Failed(String reason) implements Outcome {

        public Failed {
            reason = SendResult.inShort(reason);
        }

        @Override
        public String kind() {
            return "failed";
        }

        @Override
        public String reasonInShort() {
            return code(reason);
        }
    }

    /**
     * No message was meant to go out.
     *
     * @param reason name of the rule that says so
     */
    record Skipped(String reason) implements Outcome {

        /** Why a donor is skipped whose item is none by our rules. */
        public static final String UNREADABLE = "unreadable";

        /** Why a donor is skipped who was erased. */
        public static final String DONOR_GONE = "donor_gone";

        @Override
        public String kind() {
            return "skipped";
        }
    }

    /**
     * The relay put the message off several times in a row; it will be offered again later.
     *
     * @param reason the relay's last answer, one line, without the donor's address
     */
    record Deferred(String reason) implements Outcome {

        public Deferred {
            reason = SendResult.inShort(reason);
        }

        @Override
        public String kind() {
            return "deferred";
        }

        @Override
        public String reasonInShort() {
            return code(reason);
        }
    }

    /**
     * The message was handed over, sent once more, and not answered either time: it may have arrived, even twice. It is not
     * sent again unless staff say so.
     *
     * @param reason why there was no answer, one line, without the donor's address
     */
    record Unknown(String reason) implements Outcome {

        public Unknown {
            reason = SendResult.inShort(reason);
        }

        @Override
        public String kind() {
            return "unknown";
        }

        @Override
        public String reasonInShort() {
            return code(reason);
        }
    }
}
