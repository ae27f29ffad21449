package org.savealife.invitation.wording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.savealife.invitation.run.Kind;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;

/**
 * The words that the application comes with. For each kind, the plain text is {@code <kind>.txt} beside this class,
 * {@code <kind>_nl.txt} in Dutch; the words are {@code invitation.*} and {@code notice.<kind>.*} of the texts.
 * {@code [[tips]]} in a plain text stands for the word of the HTML.
 */
public final class ShippedWording {

    private static final Map<WordingKey, Wording> ALL =
            WordingKey.all().collect(Collectors.toUnmodifiableMap(key -> key, ShippedWording::read));

    private ShippedWording() {}

    public static Wording of(WordingKey key) {
        return Objects.requireNonNull(ALL.get(key));
    }

    private static Wording read(WordingKey key) {
        var passages = new HashMap<String, String>();
        for (var passage : Passages.of(key.kind())) {
            if (!passage.hasLines()) {
                passages.put(passage.name(), word(key, passage));
            }
        }
        passages.put(Wording.TEXT, text(key, passages));
        return new Wording(passages);
    }

    /** The plain text: with the words that all donors read, and placeholders for the others. */
    private static String text(WordingKey key, Map<String, String> words) {
        var text = resource(key.kind().word()
                + (key.language() == Language.ENGLISH
                        ? ""
                        : "_" + key.language().code()) + ".txt");
        for (var passage : Passages.of(key.kind())) {
            var place = "[[" + passage.word() + "]]";
            text = passage.reader().isEmpty()
                    ? text.replace(place, words.getOrDefault(passage.name(), place))
                    : text.replace(place, Placeholders.written(passage.word()));
        }
        return text.strip();
    }

    private static String word(WordingKey key, Passage passage) {
        var word = passage.name();
        var language = key.language();
        var isInvitation = key.kind() == Kind.INVITATION;
        return switch (passage.word()) {
            case "when", "where", "stop" -> text(language, "invitation.html." + word);
            case "choose", "all", "open", "full" -> text(language, "invitation.answer." + word);
            case "why" ->
                isInvitation
                        ? text(language, "invitation.html.why", "{{first_name}}", "{{city}}", "{{email}}")
                        : text(language, "notice.why", "{{email}}");
            case Wording.SUBJECT -> text(language, prefix(key) + word, "{{city}}", "{{day}}");
            case "hello" -> text(language, words(key) + word, "{{first_name}}", "{{city}}");
            case "next" -> text(language, words(key) + word, "{{city}}");
            case "until" -> text(language, words(key) + word, "{{until}}");
            default -> text(language, words(key) + word);
        };
    }

    private static String prefix(WordingKey key) {
        return key.kind() == Kind.INVITATION
                ? "invitation."
                : "notice." + key.kind().name().toLowerCase(Locale.ROOT) + ".";
    }

    private static String words(WordingKey key) {
        return prefix(key) + (key.kind() == Kind.INVITATION ? "html." : "");
    }

    private static String text(Language language, String key, Object... arguments) {
        return MessageBundle.in(language.locale(), key, arguments);
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(ShippedWording.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
