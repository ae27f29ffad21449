package org.savealife.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.PreconditionRequiredException;

/**
 * The header {@code If-Match}: which versions of a thing the caller wants to change.
 *
 * @param tags the opaque texts of strong ETags
 * @param any whether any version will do: {@code *}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110 section 13.1.1</a>
 */
public record IfMatch(List<String> tags, boolean any) {

    private static final String NAME = "If-Match";

    /** One entity-tag, which may be weak, and the comma behind it. */
    private static final Pattern TAG = Pattern.compile("(W/)?\"([!#-~\\x80-\\xFF]*+)\"[ \\t]*+(?:,[ \\t]*+|\\z)");

    public IfMatch {
        tags = List.copyOf(tags);
    }

    /**
     * Reads the header.
     *
     * @param header empty if the request has none
     * @throws PreconditionRequiredException if the request has none
     * @throws org.savealife.platform.error.InvalidFieldsException if it is no such header
     */
    public static IfMatch of(Optional<String> header) {
        if (header.isEmpty()) {
            throw new PreconditionRequiredException(
                    "Please send If-Match with the ETag that you got when you read this, so that you overwrite no other"
                            + " change.");
        }
        var fields = new FieldValidator();
        var read = fields.required(NAME, header, IfMatch::read);
        fields.check();
        return read.orElseThrow();
    }

    private static IfMatch read(String header) {
        var text = header.strip();
        if (text.equals("*")) {
            return new IfMatch(List.of(), true);
        }
        var tags = new ArrayList<String>();
        var tag = TAG.matcher(text);
        var end = 0;
        while (tag.lookingAt()) {
            // A weak tag matches nothing: RFC 9110 section 8.8.3.2
            if (tag.group(1) == null) {
                tags.add(tag.group(2));
            }
            end = tag.end();
            tag.region(end, text.length());
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("Please give the ETag with its quotation marks, such as \"3\".");
        }
        return new IfMatch(tags, false);
    }

    /** Whether the caller wants to change the version with that ETag. */
    public boolean matches(String tag) {
        return any || tags.contains(tag);
    }
}
