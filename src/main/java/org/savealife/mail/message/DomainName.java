package org.savealife.mail.message;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Converts domain names in other scripts to ASCII by IDNA 2008: {@code straße.de} becomes {@code xn--strae-oqa.de},
 * which has another owner than {@code strasse.de}. {@link java.net.IDN} implements IDNA 2003 only, which confuses the
 * two.
 *
 * <p>First, spellings are mapped as in UTS 46 (non-transitional): to lower case and NFKC, full-width dots to dots, and
 * without invisible characters. The characters allowed in a label are close to RFC 5892: letters, marks and digits,
 * middle dots, and joiners in scripts that need them. Rules that only restrict further what registries accept are not
 * checked, for example those for right-to-left labels (RFC 5893): nobody owns such a name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5891">RFC 5891, Internationalized Domain Names in Applications:
 *     Protocol</a>
 * @see <a href="https://www.unicode.org/reports/tr46/">Unicode Technical Standard 46</a>
 */
final class DomainName {

    private static final int MAX_LABEL_LENGTH = 63;
    private static final String ACE = "xn--";

    private static final Pattern DOTS = Pattern.compile("[.\u3002\uFF0E\uFF61]");

    /** Characters that UTS 46 ignores. */
    private static final Pattern IGNORED = Pattern.compile("[\u00AD\u034F\u200B\u2060\u2064\uFEFF\uFE00-\uFE0F]");

    private static final Pattern ASCII = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");

    private static final String DOTS_IN_THE_MIDDLE = "\u00B7\u0375\u05F3\u05F4\u30FB";

    private static final Pattern LETTERS = Pattern.compile(
            "[\\p{L}\\p{Nd}" + DOTS_IN_THE_MIDDLE + "][\\p{L}\\p{M}\\p{Nd}" + DOTS_IN_THE_MIDDLE + "\u200C\u200D-]*");

    /** A joiner after a virama, or a non-joiner between letters of the Arabic script (RFC 5892 appendix A). */
    private static final Pattern JOINED =
            Pattern.compile("[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA"
                    + "\u0F84\u1039\u17D2\u1B44\uA8C4\uA953\uA9C0][\u200C\u200D]"
                    + "|(?<=\\p{IsArabic})\u200C(?=\\p{IsArabic})");

    private static final Pattern JOINER = Pattern.compile("[\u200C\u200D]");

    private DomainName() {}

    /**
     * The domain in ASCII. ASCII labels do not change, not even capital letters.
     *
     * @param domain labels separated by dots; only the last one may be empty
     * @throws IllegalArgumentException if it is not a domain name
     */
    static String ascii(String domain) {
        var labels = DOTS.split(domain, -1);
        for (var index = 0; index < labels.length; index++) {
            if (index == 0 || index < labels.length - 1 || !labels[index].isEmpty()) {
                labels[index] = asciiLabel(labels[index]);
            }
        }
        return String.join(".", labels);
    }

    private static String asciiLabel(String typed) {
        var label = isAscii(typed) ? typed : mapped(typed);
        if (isAscii(label)) {
            require(ASCII.matcher(label).matches() && label.length() <= MAX_LABEL_LENGTH);
            return label;
        }
        require(LETTERS.matcher(label).matches()
                && !label.endsWith("-")
                && label.indexOf("--", 2) != 2
                && !JOINER.matcher(JOINED.matcher(label).replaceAll("")).find());
        var ascii = ACE + punycode(label.codePoints().toArray());
        require(ascii.length() <= MAX_LABEL_LENGTH);
        return ascii;
    }

    /** In lower case, letter by letter, because the final form of sigma is not used; and composed. */
    private static String mapped(String label) {
        var text = new StringBuilder();
        Normalizer.normalize(IGNORED.matcher(label).replaceAll(""), Normalizer.Form.NFKC)
                .codePoints()
                .forEach(letter -> text.append(Character.toString(letter).toLowerCase(Locale.ROOT)));
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static void require(boolean fulfilled) {
        if (!fulfilled) {
            throw new IllegalArgumentException("That is no domain name.");
        }
    }

    // Punycode, RFC 3492: the constants of section 5, the procedures of section 6

    private static final int BASE = 36;
    private static final int MIN_THRESHOLD = 1;
    private static final int MAX_THRESHOLD = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_CODE = 0x80;

    private static String punycode(int[] codes) {
        var out = new StringBuilder();
        for (var code : codes) {
            if (code < FIRST_CODE) {
                out.append((char) code);
            }
        }
        var basic = out.length();
        var handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        var next = FIRST_CODE;
        var delta = 0;
        var bias = FIRST_BIAS;
        while (handled < codes.length) {
            var smallest = Integer.MAX_VALUE;
            for (var code : codes) {
                smallest = code >= next ? Math.min(smallest, code) : smallest;
            }
            delta = Math.addExact(delta, Math.multiplyExact(smallest - next, handled + 1));
            next = smallest;
            for (var code : codes) {
                if (code < next) {
                    delta++;
                } else if (code == next) {
                    append(out, delta, bias);
                    bias = adapted(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            next++;
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int delta, int bias) {
        var rest = delta;
        for (var place = BASE; ; place += BASE) {
            var threshold = Math.max(MIN_THRESHOLD, Math.min(MAX_THRESHOLD, place - bias));
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapted(int delta, int points, boolean first) {
        var rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        var bias = 0;
        while (rest > (BASE - MIN_THRESHOLD) * MAX_THRESHOLD / 2) {
            rest /= BASE - MIN_THRESHOLD;
            bias += BASE;
        }
        return bias + (BASE - MIN_THRESHOLD + 1) * rest / (rest + SKEW);
    }
}
