package org.savealife.invitation.wording;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.invitation.run.Kind;
import org.savealife.platform.i18n.Language;

/** Which mails a wording is for. */
public record WordingKey(Kind kind, Language language) {

    /** All there are, by kind. */
    public static Stream<WordingKey> all() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Language.values()).map(language -> new WordingKey(kind, language)));
    }

    /** Reads what {@link #text} writes. */
    public static Optional<WordingKey> find(String text) {
        return all().filter(key -> key.text().equals(text)).findFirst();
    }

    /** The key as one text, for the audit log: {@code reminder.nl}. */
    public String text() {
        return kind.word() + "." + language.code();
    }
}
