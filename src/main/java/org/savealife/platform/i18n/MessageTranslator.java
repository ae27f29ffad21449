package org.savealife.platform.i18n;

import java.text.MessageFormat;
import java.text.ParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Translates the English sentences of value objects and resources, which know no pages. The texts {@code sentence.*}
 * contain each sentence, with <code>{0}</code> for the parts that vary. A sentence that is not there stays English.
 */
public final class MessageTranslator {

    private static final String PREFIX = "sentence.";

    private static final Map<String, MessageFormat> PATTERNS = patterns();

    private MessageTranslator() {}

    public static String in(Locale locale, String english) {
        if (Language.of(locale) == Language.ENGLISH) {
            return english;
        }
        return PATTERNS.entrySet().stream()
                .flatMap(entry -> translated(locale, entry.getKey(), entry.getValue(), english).stream())
                .findFirst()
                .orElse(english);
    }

    private static Optional<String> translated(Locale locale, String key, MessageFormat pattern, String english) {
        try {
            var own = (MessageFormat) pattern.clone();
            var arguments = own.parse(english);
            // Parsing accepts a beginning that fits
            return own.format(arguments).equals(english)
                    ? Optional.of(new MessageFormat(MessageFile.of(locale).getString(key), locale).format(arguments))
                    : Optional.empty();
        } catch (ParseException another) {
            return Optional.empty();
        }
    }

    private static Map<String, MessageFormat> patterns() {
        var bundle = MessageFile.of(Locale.ENGLISH);
        var patterns = new TreeMap<String, MessageFormat>();
        bundle.keySet().stream()
                .filter(key -> key.startsWith(PREFIX))
                .forEach(key -> patterns.put(key, new MessageFormat(bundle.getString(key), Locale.ENGLISH)));
        return patterns;
    }
}
