package org.savealife.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads templates of other packages. */
public final class TestTemplates {

    private TestTemplates() {}

    /** The calendar event of a template, unfolded, if it is the same for everybody. */
    public static String calendar(Template template) {
        var event = template.parts().calendar().orElseThrow().fill(Map.of());
        return new String(event, StandardCharsets.UTF_8).replace("\r\n ", "");
    }
}
