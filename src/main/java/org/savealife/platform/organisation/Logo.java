package org.savealife.platform.organisation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The logo of an organisation: PNG, JPEG, WebP or SVG, at most {@value #MAX_BYTES} bytes. */
public final class Logo {

    static final int MAX_BYTES = 200_000;

    static final String ALLOWED =
            "the path of a file that can be read, or data:image/png;base64,…: PNG, JPEG, WebP or SVG, up to "
                    + MAX_BYTES + " bytes";

    private static final Pattern DATA = Pattern.compile("data:image/[a-z+]{3,8};base64,");

    /** The root element of an SVG begins within this many bytes, after declarations and comments. */
    private static final int SVG_HEAD = 4_000;

    private final byte[] bytes;
    private final String type;

    private Logo(byte[] bytes, String type) {
        this.bytes = bytes;
        this.type = type;
    }

    /**
     * Reads the file with that path, or the image in the text itself.
     *
     * @throws IllegalArgumentException if it is not {@value #ALLOWED}
     */
    public static Logo of(String text) {
        var data = DATA.matcher(text);
        var bytes = data.lookingAt() ? Base64.getDecoder().decode(text.substring(data.end())) : file(text);
        var type = type(bytes);
        if (bytes.length > MAX_BYTES || type.isEmpty()) {
            throw new IllegalArgumentException("no image of ours");
        }
        return new Logo(bytes, type.get());
    }

    private static byte[] file(String path) {
        try {
            var file = Path.of(path);
            return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("The file cannot be read.", unreadable);
        }
    }

    /** Decided by the content, because the file name may be wrong and browsers are told not to guess. */
    private static Optional<String> type(byte[] bytes) {
        var head = new String(bytes, 0, Math.min(bytes.length, SVG_HEAD), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001A\n")) {
            return Optional.of("image/png");
        }
        if (head.startsWith("\u00FF\u00D8\u00FF")) {
            return Optional.of("image/jpeg");
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return Optional.of("image/webp");
        }
        return head.stripLeading().startsWith("<") && head.contains("<svg")
                ? Optional.of("image/svg+xml")
                : Optional.empty();
    }

    /** The media type of the image. */
    public String type() {
        return type;
    }

    public byte[] bytes() {
        return bytes.clone();
    }
}
