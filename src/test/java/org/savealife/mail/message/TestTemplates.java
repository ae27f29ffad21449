package org.savealife.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Looks into templates of others. */
public final class TestTemplates {

    private TestTemplates() {}

    /** The event for the calendar, unfolded, of a template where it is the same for everybody. */
    public static String calendar(Template template) {
        var event = template.parts().calendar().orElseThrow().fill(Map.of());
        return new String(event, StandardCharsets.UTF_8).replace("\r\n ", "");
    }
}
