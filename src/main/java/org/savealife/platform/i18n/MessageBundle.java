package org.savealife.platform.i18n;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * The texts of the pages, {@code org/savealife/messages*.properties}, in the language of the page at hand. In Facelets
 * {@code #{texts}}, for those with arguments.
 */
@Named("texts")
@ApplicationScoped
public class MessageBundle {

    static final String BUNDLE = "org.savealife.messages";

    /**
     * The text; where arguments are given, with {@code {0}} and so on replaced as {@link MessageFormat} does. Where there is
     * no such text, the key: a page that says too little is better than none.
     */
    public String get(String key, Object... arguments) {
        return in(locale(), key, arguments);
    }

    /** The text likewise, in the language of the locale. */
    public static String in(Locale locale, String key, Object... arguments) {
        var bundle = bundle(locale);
        var text = bundle.containsKey(key) ? bundle.getString(key) : key;
        return arguments.length == 0 ? text : new MessageFormat(text, locale).format(arguments);
    }

    /** The languages that somebody can choose. */
    public Language[] getLanguages() {
        return Language.values();
    }

    /** Whether the page at hand is in that language. */
    public boolean isIn(Language language) {
        return Language.of(locale()) == language;
    }

    /** A sentence that something without a page says in English, in the language of the page at hand. */
    public String sentence(String english) {
        return sentence(locale(), english);
    }

    /** The same in the language of the locale. */
    public static String sentence(Locale locale, String english) {
        return MessageTranslator.in(locale, english);
    }

    static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(BUNDLE, locale);
    }

    /** The language of the page at hand; English where there is none. */
    public static Locale locale() {
        return Optional.ofNullable(FacesContext.getCurrentInstance())
                .map(FacesContext::getViewRoot)
                .map(view -> view.getLocale())
                .orElse(Locale.ENGLISH);
    }
}
