package org.savealife.platform.i18n;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The texts of the pages, {@code org/savealife/messages*.properties}, in the language of the current page. In Facelets
 * {@code #{texts}}, for texts with arguments.
 */
@Named("texts")
@ApplicationScoped
public class MessageBundle {

    /**
     * The text, with {@code {0}} and so on replaced as by {@link MessageFormat} if there are arguments. If there is no
     * such text, the key: a page with a missing text is better than no page.
     */
    public String get(String key, Object... arguments) {
        return in(locale(), key, arguments);
    }

    /** As {@link #get}, in the language of the locale. */
    public static String in(Locale locale, String key, Object... arguments) {
        var bundle = MessageFile.of(locale);
        var text = bundle.containsKey(key) ? bundle.getString(key) : key;
        return arguments.length == 0 ? text : new MessageFormat(text, locale).format(arguments);
    }

    /** The languages to choose from. */
    public Language[] getLanguages() {
        return Language.values();
    }

    /** Whether the current page is in that language. */
    public boolean isIn(Language language) {
        return Language.of(locale()) == language;
    }

    /** An English sentence of code that knows no pages, in the language of the current page. */
    public String sentence(String english) {
        return sentence(locale(), english);
    }

    /** As above, in the language of the locale. */
    public static String sentence(Locale locale, String english) {
        return MessageTranslator.in(locale, english);
    }

    /** The language of the current page; English if there is no page. */
    public static Locale locale() {
        return Optional.ofNullable(FacesContext.getCurrentInstance())
                .map(FacesContext::getViewRoot)
                .map(view -> view.getLocale())
                .orElse(Locale.ENGLISH);
    }
}
