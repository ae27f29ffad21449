package org.savealife.invitation.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.Placeholders;
import org.savealife.invitation.wording.Wording;
import org.savealife.platform.i18n.Language;

/**
 * The sources of a mail: words that staff may have written, in our layout. The HTML is {@code <kind>.html} in
 * {@code layout.html} beside this class; places in double brackets are filled with words, slots in double braces with
 * values. Words are text, so whatever staff write is escaped.
 */
record Sources(String text, String html) {

    private static final String IMPRINT = "imprint";

    private static final Pattern PLACE = Pattern.compile("\\[\\[([a-z][a-z_]*+)]]");

    /** All but the language. */
    private static final Map<Kind, String> LAYOUTS = Arrays.stream(Kind.values())
            .collect(Collectors.toMap(
                    kind -> kind, Sources::layout, (one, other) -> one, () -> new EnumMap<>(Kind.class)));

    static Sources of(Kind kind, Language language, Wording wording) {
        var layout = Objects.requireNonNull(LAYOUTS.get(kind));
        return new Sources(wording.text() + "\n", layout.replace("[[language]]", language.code()));
    }

    private static String layout(Kind kind) {
        var html = resource("layout.html")
                .replace("[[body]]", resource(kind.word() + ".html").stripTrailing())
                .replace("[[box]]", resource("box.html").stripTrailing());
        return kind == Kind.CANCELLATION ? withTimeAndPlaceStruck(html) : html;
    }

    private static String withTimeAndPlaceStruck(String html) {
        return html.replace(">{{when}}</p>", "><s>{{when}}</s></p>")
                .replace(">{{address}}</p>", "><s>{{address}}</s></p>");
    }

    /** Without the place of a value that is empty: a paragraph of the text, a line of the HTML. */
    Sources without(String name) {
        var rest = html.lines()
                .filter(line -> !line.contains("{{" + name + "}}")
                        && !line.contains("[[" + name + "]]")
                        && !line.contains("[[" + name + "_lines]]"))
                .collect(Collectors.joining("\n", "", "\n"));
        return new Sources(Placeholders.withoutParagraph(text, name), rest);
    }

    /** Without the line that says how the blood bank is reached. */
    Sources withoutImprint() {
        return new Sources(Placeholders.withoutLine(text, IMPRINT), Placeholders.withoutLine(html, IMPRINT));
    }

    /**
     * With all places filled.
     *
     * @param inText sources for placeholders of the text
     * @param inHtml sources for places of the HTML
     */
    Sources with(Map<String, String> inText, Map<String, String> inHtml) {
        var filled = PLACE.matcher(html)
                .replaceAll(place ->
                        Matcher.quoteReplacement(Objects.requireNonNull(inHtml.get(place.group(1)), place.group())));
        return new Sources(Placeholders.fill(text, inText), filled);
    }

    /** Words as they stand in HTML. */
    static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Slots for several lines in HTML: {@code {{note_0}}}, {@code {{note_1}}} and so on. */
    static String slots(String name, int lines) {
        return IntStream.range(0, lines)
                .mapToObj(number -> "{{" + name + "_" + number + "}}")
                .collect(Collectors.joining("<br>\n"));
    }

    /** Values for these slots. */
    static Map<String, String> lines(String name, List<String> lines) {
        var values = new HashMap<String, String>();
        IntStream.range(0, lines.size()).forEach(number -> values.put(name + "_" + number, lines.get(number)));
        return values;
    }

    static String resource(String name) {
        try (var stream = Objects.requireNonNull(Sources.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
