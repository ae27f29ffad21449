package org.savealife.platform.i18n;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A language of pages and mails. To add one, add a constant here, {@code messages_<code>.properties} and the plain
 * texts of mails, such as {@code invitation_<code>.txt}; tests name what is missing.
 */
public enum Language {
    ENGLISH("en", "English"),
    DUTCH("nl", "Nederlands");

    /** Name of the cookie with the code of the language that was chosen on a page. */
    public static final String COOKIE = "savealife-language";

    private static final List<Language> ALL = List.of(values());

    private final String code;
    private final String ownName;

    Language(String code, String ownName) {
        this.code = code;
        this.ownName = ownName;
    }

    /** The BCP 47 code: {@code nl}. */
    public String code() {
        return code;
    }

    /** The name of the language in the language itself. */
    public String ownName() {
        return ownName;
    }

    public Locale locale() {
        return Locale.forLanguageTag(code);
    }

    public static Optional<Language> find(String code) {
        for (var language : ALL) {
            if (language.code.equals(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if it is not the code of one of these; the message lists them */
    public static Language of(String code) {
        return find(code.strip().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException("Please give one of these languages: "
                        + Arrays.stream(values()).map(Language::code).collect(Collectors.joining(", ")) + "."));
    }

    /** The language of the locale; {@link #ENGLISH} if we do not have it. */
    public static Language of(Locale locale) {
        return find(locale.getLanguage()).orElse(ENGLISH);
    }

    /**
     * The caller's language: the one chosen on a page, otherwise the first language of {@code Accept-Language} (RFC
     * 9110 section 12.5.4) that we have, otherwise {@link #ENGLISH}.
     */
    public static Language of(HttpServletRequest request) {
        return chosen(request)
                .or(() -> wanted(request).stream()
                        .flatMap(locale -> find(locale.getLanguage()).stream())
                        .findFirst())
                .orElse(ENGLISH);
    }

    private static Optional<Language> chosen(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .flatMap(cookie -> find(cookie.getValue()).stream())
                .findFirst();
    }

    /** Without the header, the container would return the language of the server. */
    private static List<Locale> wanted(HttpServletRequest request) {
        return request.getHeader("Accept-Language") == null ? List.of() : Collections.list(request.getLocales());
    }
}
