package org.savealife.platform.i18n;

import java.util.Locale;
import java.util.ResourceBundle;

/** The files {@code org/savealife/messages*.properties}. */
final class MessageFile {

    private static final String BUNDLE = "org.savealife.messages";

    private MessageFile() {}

    static ResourceBundle of(Locale locale) {
        return ResourceBundle.getBundle(BUNDLE, locale);
    }
}
