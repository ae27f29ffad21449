package org.savealife.invitation.wording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.run.Kind;
import org.savealife.platform.i18n.Language;
import software.amazon.awssdk.core.exception.SdkClientException;

class WordingsTest {

    private static final WordingKey KEY = new WordingKey(Kind.REMINDER, Language.DUTCH);
    private static final Wording SHIPPED = ShippedWording.of(KEY);

    private final AtomicInteger reads = new AtomicInteger();
    private Supplier<Optional<WordingVersion>> table = Optional::empty;

    @Test
    void the_shipped_words_are_in_force_until_staff_write_others_and_again_when_they_go_back() {
        var wordings = wordings(Duration.ZERO);
        var own = with("subject", "Kom je ook naar {{city}}?");

        assertThat(wordings.of(KEY)).isEqualTo(SHIPPED);
        table = () -> Optional.of(version(1, Optional.of(own)));
        assertThat(wordings.of(KEY)).isEqualTo(own);
        table = () -> Optional.of(version(2, Optional.empty()));
        assertThat(wordings.of(KEY)).isEqualTo(SHIPPED);
    }

    @Test
    void a_node_looks_for_a_new_version_every_few_seconds_however_much_it_sends() {
        var wordings = wordings(Duration.ofMinutes(5));

        for (var page = 0; page < 1000; page++) {
            assertThat(wordings.of(KEY)).isSameAs(SHIPPED);
        }

        assertThat(reads).hasValue(1);
        assertThat(Wordings.SECONDS).isLessThan(5);
    }

    @Test
    void the_same_version_is_the_same_object() {
        var wordings = wordings(Duration.ZERO);
        table = () -> Optional.of(version(1, Optional.of(with("stop", "Stop"))));

        assertThat(wordings.of(KEY)).isSameAs(wordings.of(KEY));
        assertThat(reads).hasValue(2);
    }

    @Test
    void while_the_database_is_away_the_words_stay() {
        var wordings = wordings(Duration.ZERO);
        var own = with("stop", "Stop");
        table = () -> Optional.of(version(1, Optional.of(own)));
        assertThat(wordings.of(KEY)).isEqualTo(own);

        table = WordingsTest::away;

        assertThat(wordings.of(KEY)).isEqualTo(own);
    }

    @Test
    void no_mail_is_written_in_words_that_nobody_has_read_yet() {
        table = WordingsTest::away;

        assertThatThrownBy(() -> wordings(Duration.ZERO).of(KEY)).isInstanceOf(SdkClientException.class);
    }

    @Test
    void words_that_lack_what_this_release_needs_give_way_to_the_shipped_ones() {
        var passages = new HashMap<>(SHIPPED.passages());
        passages.remove("why");
        table = () -> Optional.of(version(1, Optional.of(new Wording(passages))));

        assertThat(wordings(Duration.ZERO).of(KEY)).isEqualTo(SHIPPED);
    }

    private Wordings wordings(Duration freshFor) {
        return new Wordings(
                key -> {
                    reads.incrementAndGet();
                    return table.get();
                },
                freshFor);
    }

    private static Optional<WordingVersion> away() {
        throw SdkClientException.create("away");
    }

    private static Wording with(String passage, String words) {
        var passages = new HashMap<>(SHIPPED.passages());
        passages.put(passage, words);
        return new Wording(passages);
    }

    private static WordingVersion version(long number, Optional<Wording> wording) {
        return new WordingVersion(number, Instant.EPOCH, "zoe", wording);
    }
}
