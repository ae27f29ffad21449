package org.savealife;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.fixture.Depth;

/**
 * No regular expression of the application takes more than linear time, or a stack that grows with the text: strangers
 * choose the texts. Steps are counted, not seconds. Each expression gets some hundred short texts, made of what it is
 * made of, and then the hardest of them at a length of 1 MB.
 */
class RegularExpressionTest {

    private static final int SHORT = 400;

    /** Of one that repeats a group, which may call itself each time: more often than a small stack holds. */
    private static final int SHORT_FOR_GROUPS = 2_000;

    private static final Pattern REPEATED_GROUP = Pattern.compile("\\)[*+{]");
    private static final int LONG = Depth.of(250_000, 1_000_000);

    /** Characters looked at for each of a text; whoever goes back over all of it needs half a million. */
    private static final int MAX_STEPS = 300;

    /** Holds what is nested some ten deep, and a loop that calls itself for some hundred characters. */
    private static final int SMALL_STACK = 192 * 1024;

    private static final int MAX_CHARACTERS = 14;
    private static final int MAX_WORDS = 4;

    /** Ends what was repeated, so that nothing matches. */
    private static final List<String> ENDS = List.of("", "\n\u0001");

    private static final List<String> USUAL = List.of("a", "0", " ", "\n", ".", "-", "é", "\u0301");

    private static final Pattern WORD = Pattern.compile("[^\\\\\\[\\](){}*+?|^$]{2,}");

    /** A beginning, and what is repeated from there on. */
    private record Text(String beginning, String repeated, String end) {

        String ofLength(int length) {
            return beginning + repeated.repeat(length / repeated.length()) + end;
        }
    }

    private record Effort(Text text, double stepsForEach) {}

    @Test
    void none_takes_more_than_linear_time() {
        var all = RegularExpression.ofTheApplication();

        var slow = all.stream().flatMap(each -> trouble(each).stream()).toList();

        assertThat(all).hasSizeGreaterThan(100);
        assertThat(slow).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\\S*@\\S*`, true",
                "`\\s+$`, true",
                "`(a+)+b`, false",
                "`(?:[^\":]|\"[^\"]*\")*:`, false",
                "`(x|xy)*z`, false",
                "`.*.*=`, false",
                "`<[^<>]*>|<!--.*-->`, true",
                "`\\d+[.]`, true",
            })
    void the_test_knows_a_slow_one_where_it_sees_it(String slow, boolean searched) {
        assertThat(trouble(new RegularExpression("Sample", Pattern.compile(slow), searched)))
                .isPresent();
    }

    @Test
    void the_test_finds_them_wherever_they_stand() {
        var found = RegularExpression.of(classFile(Sample.class)).stream()
                .map(each -> each.pattern() + " " + each.pattern().flags() + " " + each.searched())
                .toList();

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "field 0 false",
                        "kept 0 true",
                        "kept and compared 0 false",
                        "searched 10 true",
                        "handed on 0 true",
                        "in a list 0 true",
                        "matches 0 false",
                        "replaced 0 true",
                        "split 0 true",
                        "compiled 2 true");
    }

    @Test
    void the_test_finds_those_of_settings() {
        assertThat(RegularExpression.of(classFile(Form.class)))
                .extracting(each -> each.pattern() + " " + each.searched())
                .contains("constraint false", "constraint of the content false");
    }

    record Form(
            @jakarta.validation.constraints.Pattern(regexp = "constraint")
            String text,

            Optional<@jakarta.validation.constraints.Pattern(regexp = "constraint of the content") String> optional) {}

    @Test
    void the_test_refuses_those_that_it_cannot_see() {
        assertThatThrownBy(() -> RegularExpression.of(classFile(Composed.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Composed.isFound");
    }

    static final class Sample {

        private static final Pattern FIELD = Pattern.compile("field");
        private static final Pattern KEPT = Pattern.compile("kept");
        private static final Pattern SEARCHED =
                Pattern.compile("searched", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
        private static final Pattern KEPT_AND_COMPARED = Pattern.compile("kept and compared");
        private static final Pattern HANDED_ON = Pattern.compile("handed on");
        private static final List<Part> LIST = List.of(new Part(Pattern.compile("in a list")));

        private record Part(Pattern form) {}

        private Sample() {}

        static boolean use(String text) {
            var kept = KEPT.matcher(FIELD.matcher(text).matches() ? text : other(HANDED_ON));
            var compared = KEPT_AND_COMPARED.matcher(text);
            var split = SEARCHED.matcher(text)
                    .replaceAll("")
                    .replaceFirst("replaced", "by that")
                    .split("split", 2);
            return kept.find()
                    && compared.matches()
                    && split[0].matches("matches")
                    && Pattern.compile("compiled", Pattern.CASE_INSENSITIVE)
                            .matcher(compared.group())
                            .find();
        }

        private static String other(Pattern pattern) {
            return LIST + pattern.pattern();
        }
    }

    static final class Composed {

        private Composed() {}

        static boolean isFound(String text, String part) {
            return text.matches(".*" + part);
        }
    }

    private static Path classFile(Class<?> type) {
        return Path.of(URI.create(String.valueOf(
                type.getResource(type.getName().substring(type.getPackageName().length() + 1) + ".class"))));
    }

    /** What is wrong with it, if anything. */
    private static Optional<String> trouble(RegularExpression expression) {
        return onSmallStack(() -> {
            var length = REPEATED_GROUP.matcher(expression.pattern().pattern()).find() ? SHORT_FOR_GROUPS : SHORT;
            return texts(expression.pattern()).stream()
                    .map(text -> new Effort(text, stepsForEach(expression, text.ofLength(length))))
                    .max(Comparator.comparingDouble(Effort::stepsForEach))
                    .filter(hardest -> isSlow(expression, hardest, length))
                    .map(hardest -> expression.where() + " " + expression.pattern() + " with " + hardest.text());
        });
    }

    /** Whether it needs more for each character of a longer text: seen at once where it is bad, else in one of 1 MB. */
    private static boolean isSlow(RegularExpression expression, Effort hardest, int length) {
        var longer = stepsForEach(expression, hardest.text().ofLength(8 * length));
        return longer > 3 * hardest.stepsForEach()
                || longer > MAX_STEPS
                || stepsForEach(expression, hardest.text().ofLength(LONG)) > MAX_STEPS;
    }

    /** @return more than {@link #MAX_STEPS} where it does not come to an end, or calls itself for each character */
    private static double stepsForEach(RegularExpression expression, String text) {
        var counted = new CountedText(text, (long) (MAX_STEPS + 1) * text.length());
        try {
            var compared = expression.pattern().matcher(counted);
            if (!compared.matches() && expression.searched()) {
                var searched = expression.pattern().matcher(counted);
                while (searched.find()) {
                    // all of them
                }
            }
        } catch (TooManyStepsException | StackOverflowError endless) {
            return MAX_STEPS + 1;
        }
        return (double) counted.steps / text.length();
    }

    private static Set<Text> texts(Pattern pattern) {
        var characters = characters(pattern.pattern());
        var words = WORD.matcher(pattern.pattern())
                .results()
                .map(found -> found.group())
                .distinct()
                .limit(MAX_WORDS)
                .toList();
        var pairs = characters.stream()
                .filter(character -> !Character.isLetterOrDigit(character.charAt(0)))
                .map(character -> character + "a")
                .toList();
        var repeated = new LinkedHashSet<>(characters);
        characters.forEach(one -> characters.forEach(other -> repeated.add(one + other)));
        words.forEach(word -> Stream.of("", " ", "a", "-").forEach(more -> repeated.add(word + more)));
        var texts = new LinkedHashSet<Text>();
        for (var end : ENDS) {
            repeated.forEach(part -> texts.add(new Text("", part, end)));
            words.forEach(word -> characters.forEach(part -> texts.add(new Text(word, part, end))));
            words.forEach(word -> pairs.forEach(part -> texts.add(new Text(word, part, end))));
        }
        return texts;
    }

    /** Those that the expression names, the rare ones first, and some that stand for many. */
    private static List<String> characters(String expression) {
        var named = expression
                .chars()
                .mapToObj(character -> (char) character)
                .sorted(Comparator.comparing(Character::isLetterOrDigit))
                .map(String::valueOf);
        return Stream.concat(USUAL.stream(), named)
                .distinct()
                .limit(MAX_CHARACTERS)
                .toList();
    }

    private static Optional<String> onSmallStack(Callable<Optional<String>> task) {
        var result = new FutureTask<>(task);
        new Thread(null, result, "small stack", SMALL_STACK).start();
        try {
            return result.get();
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static final class TooManyStepsException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** A text that counts how often one of its characters is looked at. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private final long most;
        private long steps;

        CountedText(String text, long most) {
            this.text = text;
            this.most = most;
        }

        @Override
        public char charAt(int index) {
            steps++;
            if (steps > most) {
                throw new TooManyStepsException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
