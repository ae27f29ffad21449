package org.savealife.visit.link;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.platform.RandomId;
import org.savealife.platform.security.SealedTokens;

/**
 * Makes and reads the tokens in the links by which donors answer an invitation. A token contains the encrypted ids of
 * one donor and one donation, see {@link SealedTokens}, and gives a right to nothing else. It has no end of its own:
 * whoever reads it must look whether the donation is over. Thread-safe.
 *
 * <p>The content is one byte, 0, and 16 bytes for each id of ours, so that links in text mails stay short; or, for ids
 * that another tool made, the byte 1 and the ids with a blank between them.
 */
public final class AnswerTokens {

    private static final byte OURS = 0;
    private static final byte OTHER = 1;
    private static final int ID_BYTES = 16;
    private static final Pattern ID = Pattern.compile(RandomId.FORM);

    private final SealedTokens tokens;

    private AnswerTokens(SealedTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Who may answer, and to what.
     *
     * @param donationId without blanks
     */
    public record Invitee(String donationId, String donorId) {

        private static Optional<Invitee> read(byte[] content) {
            if (content.length == 1 + 2 * ID_BYTES && content[0] == OURS) {
                var hex = HexFormat.of();
                return Optional.of(new Invitee(
                        hex.formatHex(content, 1, 1 + ID_BYTES), hex.formatHex(content, 1 + ID_BYTES, content.length)));
            }
            if (content.length > 0 && content[0] == OTHER) {
                var ids = new String(content, 1, content.length - 1, StandardCharsets.UTF_8).split(" ", 2);
                return ids.length == 2 ? Optional.of(new Invitee(ids[0], ids[1])) : Optional.empty();
            }
            return Optional.empty();
        }

        private byte[] content() {
            if (ID.matcher(donationId).matches() && ID.matcher(donorId).matches()) {
                var content = new byte[1 + 2 * ID_BYTES];
                var ids = HexFormat.of().parseHex(donationId + donorId);
                System.arraycopy(ids, 0, content, 1, ids.length);
                return content;
            }
            var ids = (donationId + " " + donorId).getBytes(StandardCharsets.UTF_8);
            var content = new byte[1 + ids.length];
            content[0] = OTHER;
            System.arraycopy(ids, 0, content, 1, ids.length);
            return content;
        }
    }

    /** @param secrets the first signs, all verify; at least one, none of them empty */
    public static AnswerTokens of(List<String> secrets) {
        return new AnswerTokens(SealedTokens.of("answer", secrets));
    }

    /** The token: letters, digits, {@code -} and {@code _}; 66 characters for ids of ours. */
    public String token(Invitee invitee) {
        return tokens.token(invitee.content());
    }

    /** Who may answer with the token, or nothing if it differs from ours in a single bit, or is of another purpose. */
    public Optional<Invitee> invitee(String token) {
        return tokens.open(token).flatMap(Invitee::read);
    }
}
