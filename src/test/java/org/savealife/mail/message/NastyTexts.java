package org.savealife.mail.message;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts that an encoding, or what reads it, is known to get wrong. */
final class NastyTexts {

    /** Alphabet of the random values: whatever an encoding, or its readers, are known to get wrong. */
    private static final String[] NASTY = {
        "a",
        "Z",
        " ",
        "  ",
        "\t",
        "=",
        "=?",
        "?=",
        "=3D",
        "= ",
        ".",
        "..",
        "\n",
        "\r\n",
        "\r",
        "\n.\n",
        "\n\n",
        "<",
        ">",
        "&",
        "&amp;",
        "'",
        "\"",
        "\\",
        ";",
        ",",
        ":",
        "{{",
        "}}",
        "{{city}}",
        "$1",
        "ë",
        "e\u0308",
        "ß",
        "血",
        "献血",
        "🩸",
        "👩‍⚕️",
        "\u00a0",
        "\u2028",
        "--",
        "--=_savealife_mixed",
        "From ",
        "%s",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    private NastyTexts() {}

    static Stream<String> lines() {
        return Stream.of(
                "ivica",
                "Zoë",
                "'s-Hertogenbosch",
                "São Paulo",
                "<b>Bob</b>",
                "<script>alert(\"1\")</script>",
                "\"; DROP TABLE donors; --",
                "O'Brien & sons",
                "a=b=?c?=",
                "=?UTF-8?B?aGk=?=",
                "back\\slash, comma; semicolon: colon",
                "🩸👩‍⚕️",
                "e\u0308 decomposed",
                "",
                " blanks around ",
                "two  blanks",
                "no\u00a0break",
                "{{city}} {{first_name}}",
                "$1 \\1 %s",
                ".",
                "..",
                "From me",
                "--=_savealife_alternative",
                "x".repeat(100),
                "x".repeat(1200),
                "two  blanks ".repeat(40),
                "word ".repeat(300),
                "献血にご協力ください".repeat(60),
                "🩸".repeat(300));
    }

    static Stream<String> random() {
        return IntStream.range(0, 150).mapToObj(seed -> {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(NASTY[random.nextInt(NASTY.length)]);
            }
            return text.toString();
        });
    }
}
