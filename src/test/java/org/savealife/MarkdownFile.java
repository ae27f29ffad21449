package org.savealife;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A Markdown file: its anchors, links, code spans and lines of prose, without blocks of code. Lines count from 1. */
final class MarkdownFile {

    private static final String FENCE = "```";
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /** What GitHub leaves out of an anchor. */
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]");

    private final List<String> lines;

    /** A piece of the file, and the line where it begins. */
    record Piece(int line, String text) {}

    private MarkdownFile(List<String> lines) {
        this.lines = lines;
    }

    static MarkdownFile read(Path path) {
        try {
            return new MarkdownFile(withoutBlocks(Files.readAllLines(path)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The same number of lines, those of code empty. */
    private static List<String> withoutBlocks(List<String> lines) {
        var kept = new ArrayList<String>();
        var inBlock = false;
        for (var line : lines) {
            var isFence = line.strip().startsWith(FENCE);
            kept.add(inBlock || isFence ? "" : line);
            inBlock ^= isFence;
        }
        return kept;
    }

    int length() {
        return lines.size();
    }

    /** The anchors of its headings. As on GitHub, the same heading again gets {@code -1}, then {@code -2} and so on. */
    Set<String> anchors() {
        var anchors = new HashSet<String>();
        for (var line : lines) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                var anchor = anchor(heading.group(1));
                for (var number = 0; !anchors.add(number == 0 ? anchor : anchor + "-" + number); ) {
                    number++;
                }
            }
        }
        return anchors;
    }

    /** GitHub's anchor of a heading: what is shown, in lower case, without punctuation, with hyphens for blanks. */
    static String anchor(String heading) {
        var shown = LINK.matcher(heading).replaceAll("$1").strip().toLowerCase(Locale.ROOT);
        return NOT_IN_ANCHORS.matcher(shown).replaceAll("").replace(' ', '-');
    }

    /** The targets of its links and images. */
    List<Piece> links() {
        return find(LINK, 2, CODE.matcher(text()).replaceAll("``"));
    }

    /** What is written in backticks. */
    List<Piece> codeSpans() {
        return find(CODE, 1, text());
    }

    /** Its lines, but for those of tables. */
    List<Piece> prose() {
        return IntStream.range(0, lines.size())
                .mapToObj(index -> new Piece(index + 1, lines.get(index)))
                .filter(piece -> !piece.text().strip().startsWith("|"))
                .toList();
    }

    private String text() {
        return String.join("\n", lines);
    }

    private static List<Piece> find(Pattern pattern, int group, String text) {
        var matcher = pattern.matcher(text);
        var found = new ArrayList<Piece>();
        while (matcher.find()) {
            var line = 1
                    + (int) text.substring(0, matcher.start(group))
                            .chars()
                            .filter(character -> character == '\n')
                            .count();
            found.add(new Piece(line, matcher.group(group)));
        }
        return found;
    }
}
