package org.savealife.platform.i18n;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.PropertyResourceBundle;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LanguageTest {

    private static final Locale DUTCH = Language.DUTCH.locale();

    @ParameterizedTest
    @EnumSource
    void every_text_is_there_in_every_language_with_the_same_arguments(Language language) {
        var english = MessageFile.of(Locale.ENGLISH);
        var own = MessageFile.of(language.locale());

        assertThat(own.getLocale().getLanguage()).isEqualTo(language.code());
        if (language != Language.ENGLISH) {
            assertThat(ownKeys(language))
                    .as("texts in the file of %s", language)
                    .hasSameElementsAs(english.keySet());
        }
        for (var key : english.keySet()) {
            assertThat(arguments(own.getString(key), language.locale()))
                    .as("%s: %s", language, key)
                    .isEqualTo(arguments(english.getString(key), Locale.ENGLISH));
        }
    }

    @ParameterizedTest
    @CsvSource({"nl, DUTCH", "' NL ', DUTCH", "en, ENGLISH"})
    void a_language_is_known_by_its_code(String code, Language language) {
        assertThat(Language.of(code)).isEqualTo(language);
    }

    @Test
    void a_language_that_is_none_of_ours_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> Language.of("de")).hasMessage("Please give one of these languages: en, nl.");
    }

    @Test
    void a_page_in_a_language_we_do_not_have_is_english_whatever_the_servers_is() {
        var servers = Locale.getDefault();
        Locale.setDefault(DUTCH);
        try {
            assertThat(MessageBundle.in(Locale.ENGLISH, "skip")).isEqualTo("Skip to content");
            assertThat(Language.of(Locale.JAPANESE)).isEqualTo(Language.ENGLISH);
        } finally {
            Locale.setDefault(servers);
        }
    }

    @Test
    void what_value_objects_say_in_english_is_said_in_dutch() {
        assertThat(MessageTranslator.in(DUTCH, "Please fill this in.")).isEqualTo("Vul dit in.");
        assertThat(MessageTranslator.in(DUTCH, "Please keep the city within 100 characters."))
                .isEqualTo("Schrijf de plaats in hoogstens 100 tekens.");
        assertThat(MessageTranslator.in(Locale.ENGLISH, "Please fill this in.")).isEqualTo("Please fill this in.");
    }

    @Test
    void a_sentence_without_a_translation_stays() {
        assertThat(MessageTranslator.in(DUTCH, "Please fill this in. And more."))
                .isEqualTo("Please fill this in. And more.");
    }

    private static Set<String> ownKeys(Language language) {
        try (var file =
                MessageBundle.class.getResourceAsStream("/org/savealife/messages_" + language.code() + ".properties")) {
            return new PropertyResourceBundle(
                            new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8))
                    .keySet();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Texts without a brace are no formats: an apostrophe in them is one. */
    private static long arguments(String text, Locale locale) {
        return text.contains("{")
                ? Arrays.stream(new MessageFormat(text, locale).getFormatsByArgumentIndex())
                        .count()
                : 0;
    }
}
