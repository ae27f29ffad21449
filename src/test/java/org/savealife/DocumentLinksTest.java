package org.savealife;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The files, headings and tests that the Markdown files of this repository link to or name are there. Web addresses are
 * not tried, so that the build needs no network.
 */
class DocumentLinksTest {

    private static final Path REPOSITORY = Path.of("");

    private static final int LONGEST_LINE = 120;
    private static final int LONGEST_README = 150;

    private static final List<String> FOLDERS_OF_DOCUMENTS = List.of("docs", ".github");
    private static final List<String> FOLDERS_OF_TESTS = List.of("src/test/java", "src/browser/java");

    /** A code span is the name of a file if it begins with one of these folders and is nothing but a path. */
    private static final Set<String> FOLDERS = Set.of("src", "webapp", "docker", "docs", ".ci", ".github", ".mvn");

    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9._-]+)/[A-Za-z0-9._/-]*");

    /** A class by its package below {@code org.savealife}, such as {@code donor/City}. */
    private static final Pattern CLASS = Pattern.compile("([a-z]+/)+[A-Z]\\w*");

    private static final Pattern TEST = Pattern.compile("[A-Z]\\w*(Test|IT)");
    private static final Pattern WEB_ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

    /** Files that people make themselves. */
    private static final Set<String> NOT_KEPT = Set.of("docker/.env");

    @Test
    void every_link_leads_to_a_file_and_to_a_heading_in_it() {
        assertThat(deadLinks(REPOSITORY)).isEmpty();
    }

    @Test
    void every_file_that_is_named_is_there() {
        assertThat(missingFiles(REPOSITORY)).isEmpty();
    }

    @Test
    void no_line_of_text_is_longer_than_120_characters() {
        assertThat(longLines(REPOSITORY)).isEmpty();
    }

    @Test
    void the_readme_is_short() {
        assertThat(MarkdownFile.read(REPOSITORY.resolve("README.md")).length()).isLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void what_is_wrong_is_found_with_its_file_and_line(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("docs/adr"));
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("README.md"), """
                # A title

                [there](docs/one.md#second-part), [there](#a-title), [web](https://example.org/x), `[code](code.md)`
                [not there](docs/two.md),
                [no heading](docs/one.md#third-part), [not
                here](#third-part)

                ```
                [code](code.md) `src/Nothing.java`
                ```
                `src`, `src/`, `text/plain`, `Europe/Amsterdam`, `target/x`, `src/*.java`
                `src/Nothing.java`
                """);
        Files.writeString(folder.resolve("docs/one.md"), """
                ## Second part
                | %1$s |
                %1$s
                `donor/Nobody` `NobodyTest`
                """.formatted("long ".repeat(LONGEST_LINE)));
        Files.writeString(folder.resolve("docs/adr/three.md"), "[up](../one.md) [out](../../../README.md)\n");

        assertThat(deadLinks(folder))
                .containsExactlyInAnyOrder(
                        "README.md:4: docs/two.md",
                        "README.md:5: docs/one.md#third-part",
                        "README.md:6: #third-part",
                        "docs/adr/three.md:1: ../../../README.md");
        assertThat(missingFiles(folder))
                .containsExactlyInAnyOrder(
                        "README.md:12: src/Nothing.java", "docs/one.md:4: donor/Nobody", "docs/one.md:4: NobodyTest");
        assertThat(longLines(folder)).containsExactly("docs/one.md:3: 600 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    How a run works             | how-a-run-works
                    API, configuration          | api-configuration
                    What happens when …?        | what-happens-when-
                    `savealife.role` & more     | savealiferole--more
                    [A link](docs/one.md) in it | a-link-in-it
                    snake_case-name             | snake_case-name
                    Zoë                         | zoë
                    """)
    void anchors_are_made_as_github_makes_them(String heading, String anchor) {
        assertThat(MarkdownFile.anchor(heading)).isEqualTo(anchor);
    }

    @Test
    void the_same_heading_twice_has_two_anchors(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("x.md"), "# Same\n## Same\n### Same\n");

        assertThat(MarkdownFile.read(file).anchors()).containsExactlyInAnyOrder("same", "same-1", "same-2");
    }

    private static List<String> deadLinks(Path root) {
        return wrong(root, MarkdownFile::links, (document, link) -> !leadsSomewhere(root, document, link));
    }

    private static boolean leadsSomewhere(Path root, Path document, String link) {
        if (WEB_ADDRESS.matcher(link).matches()) {
            return true;
        }
        var hash = link.indexOf('#');
        var path = hash < 0 ? link : link.substring(0, hash);
        var target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        if (target.startsWith("..") || !Files.exists(root.resolve(target))) {
            return false;
        }
        return hash < 0 || MarkdownFile.read(root.resolve(target)).anchors().contains(link.substring(hash + 1));
    }

    private static List<String> missingFiles(Path root) {
        var tests = tests(root);
        return wrong(root, MarkdownFile::codeSpans, (document, span) -> !isThere(root, tests, span));
    }

    private static boolean isThere(Path root, Set<String> tests, String span) {
        var path = PATH.matcher(span);
        if (path.matches() && FOLDERS.contains(path.group(1))) {
            return Files.exists(root.resolve(span)) || NOT_KEPT.contains(span);
        }
        if (CLASS.matcher(span).matches()) {
            return Files.exists(root.resolve("src/main/java/org/savealife/" + span + ".java"));
        }
        return !TEST.matcher(span).matches() || tests.contains(span + ".java");
    }

    private static Set<String> tests(Path root) {
        return FOLDERS_OF_TESTS.stream()
                .flatMap(folder -> files(root.resolve(folder)).stream())
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
    }

    private static List<String> longLines(Path root) {
        return documents(root).stream()
                .flatMap(document -> MarkdownFile.read(root.resolve(document)).prose().stream()
                        .filter(line -> length(line) > LONGEST_LINE)
                        .map(line -> place(document, line) + length(line) + " characters"))
                .toList();
    }

    private static long length(MarkdownFile.Piece line) {
        return line.text().codePoints().count();
    }

    private static List<String> wrong(
            Path root, Function<MarkdownFile, List<MarkdownFile.Piece>> pieces, BiPredicate<Path, String> isWrong) {
        return documents(root).stream()
                .flatMap(document -> pieces.apply(MarkdownFile.read(root.resolve(document))).stream()
                        .filter(piece -> isWrong.test(document, piece.text()))
                        .map(piece -> place(document, piece) + piece.text()))
                .toList();
    }

    private static String place(Path document, MarkdownFile.Piece piece) {
        return document.toString().replace('\\', '/') + ":" + piece.line() + ": ";
    }

    /** Relative to the root: those at the top, and those in the folders of documents. */
    private static List<Path> documents(Path root) {
        var found = new ArrayList<Path>();
        try (var top = Files.list(root)) {
            top.forEach(found::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        FOLDERS_OF_DOCUMENTS.forEach(folder -> found.addAll(files(root.resolve(folder))));
        return found.stream()
                .filter(file -> file.toString().endsWith(".md"))
                .map(root::relativize)
                .sorted()
                .toList();
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
