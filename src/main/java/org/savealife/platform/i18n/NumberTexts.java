package org.savealife.platform.i18n;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.text.NumberFormat;
import java.util.Locale;

/** Formats numbers for pages, in the page's language: "1,243". In Facelets {@code #{numbers}}. */
@Named("numbers")
@ApplicationScoped
public class NumberTexts {

    public String of(long number) {
        return of(number, false);
    }

    /** The number; if it is an estimate, no more precise than that: "about 1,200". */
    public String of(long number, boolean estimated) {
        return of(number, estimated, MessageBundle.locale());
    }

    static String of(long number, boolean estimated, Locale locale) {
        var format = NumberFormat.getIntegerInstance(locale);
        return estimated ? MessageBundle.in(locale, "about", format.format(rounded(number))) : format.format(number);
    }

    /** An estimate rounded to two digits: 1,243 becomes 1,200. */
    public static long rounded(long number) {
        var unit = 1L;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return Math.round((double) number / unit) * unit;
    }

    /** A share as CSS, in any language: {@code width:12.50%}. */
    public String width(double percent) {
        return style("width", percent);
    }

    /** As {@link #width}, for another property: {@code height:12.50%}. */
    public String style(String property, double percent) {
        return String.format(Locale.ROOT, "%s:%.2f%%", property, percent);
    }
}
