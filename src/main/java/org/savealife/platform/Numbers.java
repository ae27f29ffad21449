package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.text.NumberFormat;
import java.util.Locale;

/** How pages write numbers, in the language of the page: "1,243". In Facelets {@code #{numbers}}. */
@Named
@ApplicationScoped
public class Numbers {

    public String of(long number) {
        return NumberFormat.getIntegerInstance(Texts.locale()).format(number);
    }

    /** A share as a style takes it, whatever the language: {@code width:12.50%}. */
    public String width(double percent) {
        return style("width", percent);
    }

    /** The same for another property: {@code height:12.50%}. */
    public String style(String property, double percent) {
        return String.format(Locale.ROOT, "%s:%.2f%%", property, percent);
    }
}
