package org.savealife.invitation.editor;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.invitation.wording.WordingRepository;
import org.savealife.invitation.wording.WordingVersion;
import org.savealife.platform.i18n.Language;

/**
 * What {@link WordingPage} lists.
 *
 * @param kinds all wordings, by kind
 * @param versions of the wording on the page, the last one first
 */
public record WordingLists(ArrayList<Row> kinds, ArrayList<Version> versions) implements Serializable {

    static final WordingLists NONE = new WordingLists(new ArrayList<>(), new ArrayList<>());

    static final int MAX_VERSIONS = 20;

    /** The wordings of a kind. */
    public record Row(String kind, ArrayList<Line> lines) implements Serializable {}

    /**
     * A wording.
     *
     * @param version number of the last change; 0 if there was none
     * @param current whether it is the one on the page
     */
    public record Line(Language language, long version, boolean shipped, String link, boolean current)
            implements Serializable {}

    /** A version. */
    public record Version(long number, Instant at, String by, boolean shipped) implements Serializable {

        static Version of(WordingVersion version) {
            return new Version(
                    version.number(),
                    version.at(),
                    version.by(),
                    version.wording().isEmpty());
        }
    }

    /** @param key of the wording on the page */
    static WordingLists read(WordingRepository wordings, WordingKey key) {
        return new WordingLists(
                Arrays.stream(Kind.values())
                        .map(kind -> new Row(kind.word(), lines(wordings, kind, key)))
                        .collect(Collectors.toCollection(ArrayList::new)),
                wordings.versions(key, MAX_VERSIONS).stream()
                        .map(Version::of)
                        .collect(Collectors.toCollection(ArrayList::new)));
    }

    private static ArrayList<Line> lines(WordingRepository wordings, Kind kind, WordingKey current) {
        return Arrays.stream(Language.values())
                .map(language -> line(wordings, new WordingKey(kind, language), current))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Line line(WordingRepository wordings, WordingKey key, WordingKey current) {
        var last = wordings.last(key);
        return new Line(
                key.language(),
                last.map(WordingVersion::number).orElse(0L),
                last.flatMap(WordingVersion::wording).isEmpty(),
                link(key),
                key.equals(current));
    }

    /** The page of a wording, relative to {@code /staff/}. */
    static String link(WordingKey key) {
        return "wording.xhtml?kind=" + key.kind().word() + "&language="
                + key.language().code();
    }

    /** Whether the shipped words are in force. */
    public boolean isShipped() {
        return versions.isEmpty() || versions.get(0).shipped();
    }
}
