package org.savealife.platform.organisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.config.SettingReader;

class OrganisationTest {

    private static final String NAME = "savealife.organisation.name";
    private static final String CONTACT = "savealife.organisation.contact";
    private static final String LOGO = "savealife.organisation.logo";
    private static final String SVG = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

    @Test
    void what_is_not_set_is_not_said() {
        assertThat(read(Map.of())).isEqualTo(Organisation.UNNAMED);
        assertThat(read(Map.of()).getTitle()).isEqualTo("Savealife");
        assertThat(read(Map.of()).reachedAt()).isEmpty();
    }

    @Test
    void an_organisation_says_who_it_is_and_how_it_is_reached() {
        var bank = read(Map.of(
                NAME,
                "Bloedbank Haarlem",
                "savealife.organisation.address",
                "Lindeplein 8, 2013 AB Haarlem",
                CONTACT,
                "+31 23 123 45 67, info@bank.example",
                "savealife.organisation.privacy-contact",
                "privacy@bank.example"));

        assertThat(bank.getTitle()).isEqualTo("Bloedbank Haarlem");
        assertThat(bank.reachedAt()).isEqualTo("Lindeplein 8, 2013 AB Haarlem, +31 23 123 45 67, info@bank.example");
        assertThat(bank.email()).contains("info@bank.example");
        assertThat(bank.privacyContacts()).extracting(Contact::link).containsExactly("mailto:privacy@bank.example");
    }

    @ParameterizedTest
    @CsvSource({
        "info@bank.example, mailto:info@bank.example",
        "info+donors@bank-haarlem.example, mailto:info+donors@bank-haarlem.example",
        "https://bank.example, https://bank.example",
        "https://bank.example:8443/contact?over=donors#top, https://bank.example:8443/contact?over=donors#top",
        "+31 23 123 45 67, tel:+31231234567",
        "(023) 123-45.67, tel:0231234567",
        "023 (123) 45/67, tel:0231234567",
    })
    void a_contact_leads_to_where_it_reaches_somebody(String text, String link) {
        assertThat(read(Map.of(NAME, "Bank", CONTACT, text)).contacts()).containsExactly(new Contact(text, link));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call us",
                "info@",
                "info@bank",
                "javascript:alert(1)",
                "https://bank.example/\"><script>",
                "info@bank.example,",
                "info@bank.example?bcc=all@bank.example",
                "12"
            })
    void what_reaches_nobody_is_no_contact(String text) {
        assertRefused(Map.of(NAME, "Bank", CONTACT, text), CONTACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "two\nlines", "two\u2028lines", "a\tb"})
    void a_name_is_one_line(String name) {
        assertRefused(Map.of(NAME, name), NAME);
    }

    @Test
    void who_can_be_reached_has_a_name() {
        assertRefused(Map.of(CONTACT, "info@bank.example"), NAME);
    }

    @Test
    void a_logo_is_known_by_what_is_in_it(@TempDir Path folder) throws IOException {
        var png = Files.write(
                folder.resolve("logo.svg"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n', 0});
        var svg =
                "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(SVG.getBytes(StandardCharsets.UTF_8));

        assertThat(logo(png.toString()).type()).isEqualTo("image/png");
        assertThat(logo(png.toString()).bytes()).hasSize(9);
        assertThat(logo(svg).type()).isEqualTo("image/svg+xml");
        assertThat(new String(logo(svg).bytes(), StandardCharsets.UTF_8)).isEqualTo(SVG);
    }

    @Test
    void what_is_no_image_or_too_big_or_not_there_is_no_logo(@TempDir Path folder) throws IOException {
        var page = Files.writeString(folder.resolve("logo.png"), "<!doctype html><title>Log in</title>");
        var big = Files.write(folder.resolve("big.svg"), (SVG + " ".repeat(200_000)).getBytes(StandardCharsets.UTF_8));

        assertRefused(Map.of(NAME, "Bank", LOGO, page.toString()), LOGO);
        assertRefused(Map.of(NAME, "Bank", LOGO, big.toString()), LOGO);
        assertRefused(Map.of(NAME, "Bank", LOGO, folder.toString()), LOGO);
        assertRefused(Map.of(NAME, "Bank", LOGO, folder.resolve("none.png").toString()), LOGO);
        assertRefused(Map.of(NAME, "Bank", LOGO, "data:image/png;base64,%%%"), LOGO);
        assertRefused(Map.of(NAME, "Bank", LOGO, "data:image/png;base64," + "A".repeat(400_000)), LOGO);
    }

    @Test
    void a_logo_that_cannot_be_does_not_fill_the_log() {
        assertThatIllegalStateException()
                .isThrownBy(() -> read(Map.of(NAME, "Bank", LOGO, "data:image/png;base64," + "A".repeat(400_000))))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(400));
    }

    private static Logo logo(String text) {
        return read(Map.of(NAME, "Bank", LOGO, text)).logo().orElseThrow();
    }

    private static void assertRefused(Map<String, String> settings, String key) {
        assertThatIllegalStateException().isThrownBy(() -> read(settings)).withMessageContaining(key + " is ");
    }

    private static Organisation read(Map<String, String> settings) {
        return new SettingReader(key -> Optional.ofNullable(settings.get(key))).read(Organisation.class);
    }
}
