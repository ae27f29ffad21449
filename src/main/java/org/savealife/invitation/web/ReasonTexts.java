package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.regex.Pattern;
import org.savealife.invitation.Outcome;
import org.savealife.platform.i18n.MessageBundle;

/** Says why something became of an invitation or a run, in the language of the page: {@code reason.*} of the texts. */
@ApplicationScoped
public class ReasonTexts {

    /** RFC 3463, behind the code of the reply. */
    private static final Pattern ENHANCED_CODE = Pattern.compile("[45]\\d\\d ([45]\\.\\d{1,3}\\.\\d{1,3})\\b");

    private final MessageBundle texts;

    @Inject
    public ReasonTexts(MessageBundle texts) {
        this.texts = texts;
    }

    /** A reason in words, where there are words for it; the relay's own are in nobody's language. */
    public String words(String reason) {
        var key = "reason." + reason;
        var words = texts.get(key);
        return words.equals(key) ? reason : words;
    }

    /** Why it is that outcome: in words, and as the relay said it; "" where there is nothing to say. */
    public String words(Outcome outcome) {
        var reason = outcome.reason();
        var codes = ENHANCED_CODE.matcher(reason);
        if (!codes.lookingAt()) {
            return words(reason);
        }
        var words = words(codes.group(1));
        return words.equals(codes.group(1)) ? words(reason) : words + ": " + reason;
    }
}
