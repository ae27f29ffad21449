package org.savealife;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A method fits a screen, and a line fits a window. The formatter indents by four, and closes a block with a brace
 * below the beginning of its first line.
 */
class SourceSizeTest {

    private static final Path SOURCES = Path.of("src");
    private static final Path APPLICATION = Path.of("src/main");

    private static final int COLUMNS = 120;
    private static final int LINES_OF_A_METHOD = 40;
    private static final int LINES_OF_A_FILE = 350;

    private static final Pattern END_OF_BLOCK = Pattern.compile("(?<indent> +)}");
    private static final Pattern TYPE = Pattern.compile("[^(=]*\\b(?:class|record|enum|interface) \\w.*");

    @Test
    void no_line_is_longer_than_120_columns() {
        var tooLong = sources(SOURCES)
                .flatMap(file -> IntStream.range(0, file.lines().size())
                        .filter(line -> file.lines().get(line).length() > COLUMNS)
                        .mapToObj(file::at))
                .toList();

        assertThat(tooLong).isEmpty();
    }

    @Test
    void no_method_of_the_application_is_longer_than_a_screen() {
        assertThat(sources(APPLICATION).flatMap(file -> longMethods(file).stream()))
                .isEmpty();
    }

    @Test
    void no_class_of_the_application_is_longer_than_350_lines() {
        assertThat(sources(APPLICATION)
                        .filter(file -> file.lines().size() > LINES_OF_A_FILE)
                        .map(Source::path))
                .isEmpty();
    }

    @Test
    void a_long_method_is_found_wherever_it_is_and_a_long_class_is_none() {
        var body = "        call();\n".repeat(LINES_OF_A_METHOD - 2);
        var source = """
                class Outer {

                    @Override
                    public void screen() {
                %s    }

                    void more(
                            String one, String other) {
                %s    }

                    private static final class Inner {

                        Inner() {
                %s            call();
                        }
                    }
                }
                """.formatted(body, body, body.indent(4));

        var found = longMethods(new Source(Path.of("Outer.java"), source.lines().toList()));

        assertThat(found).containsExactly("Outer.java:45: void more(", "Outer.java:89: Inner() {");
    }

    private record Source(Path path, List<String> lines) {

        String at(int line) {
            return path + ":" + (line + 1) + ": " + lines.get(line).strip();
        }
    }

    /** Blocks within a method are shorter than the method, so each block counts that is not a type. */
    private static List<String> longMethods(Source file) {
        var found = new ArrayList<String>();
        for (var end = 0; end < file.lines().size(); end++) {
            var closes = END_OF_BLOCK.matcher(file.lines().get(end));
            if (closes.matches()) {
                var begin = beginning(file.lines(), end, closes.group("indent"));
                if (end - begin >= LINES_OF_A_METHOD
                        && !TYPE.matcher(file.lines().get(begin)).matches()) {
                    found.add(file.at(begin));
                }
            }
        }
        return found;
    }

    /** The line above with the same indent, but those that only continue, such as the one with {@code else}. */
    private static int beginning(List<String> lines, int end, String indent) {
        var begin = end - 1;
        while (begin > 0 && !beginsAt(lines.get(begin), indent)) {
            begin--;
        }
        return begin;
    }

    private static boolean beginsAt(String line, String indent) {
        return line.startsWith(indent)
                && line.length() > indent.length()
                && " })".indexOf(line.charAt(indent.length())) < 0;
    }

    private static Stream<Source> sources(Path folder) {
        try (var files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(SourceSizeTest::read)
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Source read(Path file) {
        try {
            return new Source(file, Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + file, unreadable);
        }
    }
}
