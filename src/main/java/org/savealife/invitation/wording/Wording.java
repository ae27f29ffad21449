package org.savealife.invitation.wording;

import java.util.Map;
import java.util.Optional;

/**
 * The words of the mails of one kind in one language.
 *
 * @param passages by the names of {@link Passages#of}: {@value #SUBJECT}, {@value #TEXT} (the whole plain text) and the
 *     words of the HTML. Placeholders are written <code>{{city}}</code>; nothing is markup
 */
public record Wording(Map<String, String> passages) {

    public static final String SUBJECT = "subject";
    public static final String TEXT = "text";

    public Wording {
        passages = Map.copyOf(passages);
    }

    public String subject() {
        return get(SUBJECT);
    }

    /** The plain text of the mail. */
    public String text() {
        return get(TEXT);
    }

    /** @throws IllegalArgumentException if it has no such passage */
    public String get(String passage) {
        return find(passage).orElseThrow(() -> new IllegalArgumentException("The wording has no " + passage + "."));
    }

    public Optional<String> find(String passage) {
        return Optional.ofNullable(passages.get(passage));
    }
}
