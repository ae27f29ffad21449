package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.regex.Pattern;
import org.savealife.invitation.Outcome;
import org.savealife.platform.i18n.MessageBundle;

/** Reasons of outcomes and runs in the language of the page: {@code reason.*} of the texts. */
@ApplicationScoped
public class ReasonTexts {

    /** An enhanced status code (RFC 3463), which follows the reply code. */
    private static final Pattern ENHANCED_CODE = Pattern.compile("[45]\\d\\d ([45]\\.\\d{1,3}\\.\\d{1,3})\\b");

    private final MessageBundle texts;

    @Inject
    public ReasonTexts(MessageBundle texts) {
        this.texts = texts;
    }

    /** The reason in words, if there is a text for it; otherwise the relay's own words. */
    public String words(String reason) {
        var key = "reason." + reason;
        var words = texts.get(key);
        return words.equals(key) ? reason : words;
    }

    /** The reason for the outcome in words, followed by the relay's own; "" if there is none. */
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
