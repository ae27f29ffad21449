package org.savealife.invitation;

import org.savealife.mail.SendResult;

/**
 * The outcome of inviting one donor to one donation, as the ledger stores it. It contains no names and no
 * addresses, and no reason is longer than {@link SendResult#LONGEST_REASON}, so that a page of outcomes fits into an
 * item.
 */
public sealed interface Outcome {

    /** Stands for the reply code of a failure without one. */
    String NO_CODE = "other";

    /** {@code sent}, {@code failed}, {@code skipped}, {@code deferred} or {@code unknown}. */
    String kind();

    /** The reason in full: the relay's answer, or the name of a rule; "" for {@code sent}. */
    String reason();

    /**
     * The reason under which the outcome is counted: the name of a rule, or the code of the relay's answer ({@link
     * #NO_CODE} if it has none).
     */
    default String reasonInShort() {
        return reason();
    }

    private static String code(String answer) {
        return answer.matches("[45]\\d\\d\\b.*") ? answer.substring(0, 3) : NO_CODE;
    }

    /** The relay accepted the message. Its Message-ID is derived from donation and donor. */
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
     * The relay rejected the message for good.
     *
     * @param reason the relay's answer in one line, without the donor's address
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
     * No message was sent.
     *
     * @param reason name of the rule that the donor did not pass
     */
    record Skipped(String reason) implements Outcome {

        /** Reason for skipping an item that our rules do not allow for a donor. */
        public static final String UNREADABLE = "unreadable";

        /** Reason for skipping a donor who has been erased. */
        public static final String DONOR_GONE = "donor_gone";

        @Override
        public String kind() {
            return "skipped";
        }
    }

    /**
     * The relay deferred the message several times in a row; it will be tried again later.
     *
     * @param reason the relay's last answer in one line, without the donor's address
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
     * The message was handed over, once more after that, and not answered either time. It may have arrived, even
     * twice. It is not sent again unless staff decide so.
     *
     * @param reason why there was no answer, in one line, without the donor's address
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
