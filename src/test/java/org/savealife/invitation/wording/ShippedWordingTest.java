package org.savealife.invitation.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.invitation.run.Kind;
import org.savealife.platform.error.FieldValidator;

class ShippedWordingTest {

    static Stream<WordingKey> keys() {
        return WordingKey.all();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void the_shipped_words_are_what_staff_could_have_written(WordingKey key) {
        var shipped = ShippedWording.of(key);
        var fields = new FieldValidator();

        var read = Passages.read(key.kind(), shipped.passages(), fields, name -> name);

        fields.check();
        assertThat(read).isEqualTo(shipped);
        assertThat(shipped.passages().values())
                .allSatisfy(words -> assertThat(words).doesNotContain("[[", "invitation.", "notice.", "{0}"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_key_is_read_as_it_is_written(WordingKey key) {
        assertThat(WordingKey.find(key.text())).contains(key);
    }

    @ParameterizedTest
    @EnumSource
    void the_text_has_all_that_donors_need(Kind kind) {
        var text = Passages.of(kind).stream().filter(Passage::hasLines).toList();

        assertThat(text).hasSize(1);
        assertThat(text.get(0).must())
                .contains("when", "address", "city", "organisation", "imprint", "unsubscribe_url")
                .as("the way to answer a mail of the kind %s", kind)
                .satisfies(must -> assertThat(must.contains("answer") || must.contains("answer_url"))
                        .isEqualTo(kind != Kind.CANCELLATION));
    }

    @ParameterizedTest
    @EnumSource
    void each_passage_has_a_name_of_its_own(Kind kind) {
        var names = Passages.of(kind).stream().map(Passage::name).collect(Collectors.toSet());

        assertThat(names).hasSameSizeAs(Passages.of(kind));
    }
}
