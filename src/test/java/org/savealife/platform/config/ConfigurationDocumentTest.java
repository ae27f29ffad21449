package org.savealife.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables in {@code docs/configuration.md} contain each key with the default and purpose in
 * {@code META-INF/microprofile-config.properties}. {@code -Dsavealife.write-docs=true} writes them first.
 */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    /** The end of the part that people write. */
    private static final String MARK = "<!-- The tables below are generated from"
            + " src/main/resources/META-INF/microprofile-config.properties. -->\n";

    @Test
    void the_document_has_every_key_with_its_default_and_purpose() throws IOException {
        var tables = tables(SettingsFile.parse(Settings.file()));
        if (Boolean.getBoolean("savealife.write-docs")) {
            Files.writeString(DOCUMENT, writtenPart() + tables);
        }

        assertThat(Files.readString(DOCUMENT).substring(writtenPart().length()))
                .as(
                        "the tables of %s; write them anew with: "
                                + "mvn test -Dtest=ConfigurationDocumentTest -Dsavealife.write-docs=true",
                        DOCUMENT)
                .isEqualTo(tables);
    }

    @ParameterizedTest
    @CsvSource({
        "a <b> | c, a \\<b> \\| c",
        "3 * 4, 3 \\* 4",
        "SECRET#unsubscribe, SECRET#unsubscribe",
    })
    void what_markdown_would_take_for_its_own_is_escaped(String text, String cell) {
        assertThat(cell(text)).isEqualTo(cell);
    }

    private static String writtenPart() throws IOException {
        var document = Files.readString(DOCUMENT);
        assertThat(document).contains(MARK);
        return document.substring(0, document.indexOf(MARK) + MARK.length());
    }

    private static String tables(List<SettingsFile.Key> keys) {
        var lines = new ArrayList<String>();
        var section = "";
        for (var key : keys) {
            if (!key.section().equals(section)) {
                section = key.section();
                lines.addAll(List.of("", "## " + section, "", "| key | default | meaning |", "| --- | --- | --- |"));
            }
            lines.add("| `%s` | %s | %s |".formatted(key.name(), standard(key), cell(key.purpose())));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String standard(SettingsFile.Key key) {
        return key.standard().isEmpty() ? "not set" : "`" + key.standard() + "`";
    }

    private static String cell(String text) {
        return text.replace("<", "\\<").replace("|", "\\|").replace("*", "\\*");
    }
}
