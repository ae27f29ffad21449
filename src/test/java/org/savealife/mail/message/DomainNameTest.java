package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.IDN;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    /** Letters that mean the same in IDNA 2003 and 2008. */
    private static final List<String> ALPHABETS = List.of(
            "abcxyz0189",
            "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿabc",
            "ąćęłńóśźżčďěňřšťůžğışőű",
            "αβγδεζηθικλμνξοπρστυφχψωά",
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            "天地玄黄宇宙洪荒日月盈昃",
            "あいうえおかきくけこアイウエオ",
            "가나다라마바사",
            "אבגדהוזחט");

    @ParameterizedTest
    @CsvSource({
        "straße.de, xn--strae-oqa.de",
        "STRAẞE.de, xn--strae-oqa.de",
        "strasse.de, strasse.de",
        "faß.de, xn--fa-hia.de",
        "βόλος.com, xn--nxasmm1c.com",
        "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
        "Bücher.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "BÜCHER.EXAMPLE, xn--bcher-kva.EXAMPLE",
        "öbb.at, xn--bb-eka.at",
        "xn--strae-oqa.de, xn--strae-oqa.de",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "ｅｘａｍｐｌｅ．com, example.com",
        "bü\u00adcher.example, xn--bcher-kva.example",
        "mail.münchen.de, mail.xn--mnchen-3ya.de",
        "localhost, localhost",
        "server.com., server.com.",
    })
    void a_domain_goes_on_the_wire_as_idna_2008_says(String domain, String ascii) {
        assertThat(DomainName.ascii(domain)).isEqualTo(ascii);
    }

    /** The samples of RFC 3492 section 7.1 that consist of letters. */
    @ParameterizedTest
    @CsvSource({
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "他們爲什麽不說中文, ihqwctvzc91f659drss3x8bo0yb",
        "Pročprostěnemluvíčesky, proprostnemluvesky-uyb24dma41a",
        "למההםפשוטלאמדבריםעברית, 4dbcagdahymbxekheh6e0a7fei0b",
        "なぜみんな日本語を話してくれないのか, n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
        "почемужеонинеговорятпорусски, b1abfaaepdrnnbgefbadotcwatmq2g4l",
        "PorquénopuedensimplementehablarenEspañol, porqunopuedensimplementehablarenespaol-fmd56a",
        "TạisaohọkhôngthểchỉnóitiếngViệt, tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g",
        "3年B組金八先生, 3b-ww4c5e180e575a65lsy2b",
        "MajiでKoiする5秒前, majikoi5-783gue6qz075azm5e",
        "パフィーdeルンバ, de-jg4avhby1noc0d",
        "そのスピードで, d9juau41awczczp",
    })
    void labels_become_punycode(String label, String punycode) {
        assertThat(DomainName.ascii(label)).isEqualTo("xn--" + punycode);
    }

    @ParameterizedTest
    @CsvSource({"نامه\u200cای.com, xn--mgba3gch31f060k.com", "ශ්\u200dරී.com, xn--10cl1a0b660p.com"})
    void a_joiner_that_a_script_needs_makes_another_name(String domain, String ascii) {
        assertThat(DomainName.ascii(domain)).isEqualTo(ascii);
    }

    @Test
    void where_nothing_has_changed_since_idna_2003_it_is_the_same() {
        var random = new Random(12);
        for (var count = 0; count < 20_000; count++) {
            var label = label(random);

            assertThat(DomainName.ascii(label)).as(label).isEqualTo(IDN.toASCII(label, IDN.USE_STD3_ASCII_RULES));
        }
    }

    private static String label(Random random) {
        var letters = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
        var label = new StringBuilder();
        random.ints(random.nextInt(1, 10), 0, letters.length()).forEach(index -> label.append(letters.charAt(index)));
        return label.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".com",
                "server..com",
                "-server.com",
                "server-.com",
                "-bücher.com",
                "bücher-.com",
                "bü--cher.com",
                "ser_ver.com",
                "bü_cher.com",
                "bü cher.com",
                "bü/cher.com",
                "i❤.ws",
                "bücher⁄x.com",
                "\u0308a.com",
                "a\u200cb.com",
                "bü\u200dcher.com",
                "bü\u202echer.com",
                "नी\u200dसे.com",
                "\ud800ü.com",
            })
    void what_is_no_domain_name_is_refused(String domain) {
        assertThatIllegalArgumentException().isThrownBy(() -> DomainName.ascii(domain));
    }

    @Test
    void a_label_has_63_characters_at_most_also_in_punycode() {
        assertThat(DomainName.ascii("a".repeat(63))).hasSize(63);
        assertThat(DomainName.ascii("ü" + "a".repeat(54))).hasSizeLessThanOrEqualTo(63);
        assertThatIllegalArgumentException().isThrownBy(() -> DomainName.ascii("a".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> DomainName.ascii("ü" + "a".repeat(60)));
    }
}
