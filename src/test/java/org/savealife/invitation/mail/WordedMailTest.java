package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.wording.Passages;
import org.savealife.invitation.wording.ShippedWording;
import org.savealife.invitation.wording.TestWordings;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.invitation.wording.WordingVersion;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.EscapeContext;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.i18n.Language;

/** Mails in words of staff. */
class WordedMailTest {

    private static final WordingKey INVITATION = new WordingKey(Kind.INVITATION, Language.ENGLISH);

    private final Donation donation =
            aDonation().in("Haarlem").telling("Ring twice").build();
    private final Map<WordingKey, WordingVersion> versions = new HashMap<>();
    private final RecordingTransport transport = new RecordingTransport();
    private final Mailer mailer =
            TestMailer.of(transport, TestWordings.of(key -> Optional.ofNullable(versions.get(key))));

    static Stream<Arguments> everyMail() {
        return WordingKey.all()
                .flatMap(key -> Stream.of(Reply.State.NONE, Reply.State.BOOKED, Reply.State.WAITING)
                        .map(state -> Arguments.of(key, state)));
    }

    @Test
    void a_run_goes_on_in_new_words_with_its_next_page_and_compiles_nothing_anew_otherwise() {
        var mailing = mailer.mailing(Occasion.invitation(donation));
        send(mailing);
        send(mailing);
        write(1, INVITATION, Map.of("subject", "Will you come to {{city}}?"));
        send(mailing);
        send(mailing);

        assertThat(transport.subjects.get(1)).startsWith("Give blood in Haarlem");
        assertThat(transport.subjects.get(2)).isEqualTo("Will you come to Haarlem?");
        assertThat(transport.templates.get(1)).isSameAs(transport.templates.get(0));
        assertThat(transport.templates.get(3))
                .isSameAs(transport.templates.get(2))
                .isNotSameAs(transport.templates.get(1));
    }

    @ParameterizedTest
    @MethodSource("everyMail")
    void what_staff_write_is_text_in_every_part_of_every_mail(WordingKey key, Reply.State state) {
        var nasty = new HashMap<String, String>();
        for (var passage : Passages.of(key.kind())) {
            var placeholders = new StringBuilder();
            passage.must().stream()
                    .sorted()
                    .forEach(name -> placeholders
                            .append(passage.hasLines() ? "\n\n{{" : " {{")
                            .append(name)
                            .append("}}"));
            nasty.put(passage.name(), "<script>\"&' [[hello]] $1 \\ ; %s" + placeholders);
        }
        var fields = new FieldValidator();
        var wording = Passages.read(key.kind(), nasty, fields, name -> name);
        fields.check();

        var sample = new MailSample(key, donation, state, wording, "Storm");
        var mail = mailer.preview(sample);

        assertThat(mail.html())
                .doesNotContain("<script>", "{{")
                .contains("&lt;script&gt;&quot;&amp;&#39; [[hello]] $1 \\ ; %s");
        assertThat(mail.text()).contains("<script>\"&' [[hello]] $1 \\ ; %s").doesNotContain("{{");
        assertThat(mail.subject()).startsWith("<script>\"&' [[hello]]");
    }

    @Test
    void words_that_do_not_name_the_donor_make_a_mail_as_well() {
        var shipped = ShippedWording.of(INVITATION);
        write(
                1,
                INVITATION,
                Map.of("hello", "Hello.", "text", shipped.text().replace("Hello {{first_name}},", "Hello.")));

        send(mailer.mailing(Occasion.invitation(donation)));

        assertThat(transport.templates.get(0).slots())
                .containsExactlyInAnyOrder("email", "answer_url", "unsubscribe_url", "list_unsubscribe");
    }

    @ParameterizedTest
    @MethodSource("everyMail")
    void a_sample_of_every_mail_can_be_read_and_sent(WordingKey key, Reply.State state) {
        var sample = new MailSample(key, donation, state, ShippedWording.of(key), "Storm");

        var mail = mailer.preview(sample);
        mailer.sendTest(aDonor().build().email(), sample, "1@example.org", () -> true);

        assertThat(mail.text()).contains("Sanne").doesNotContain("{{");
        assertThat(transport.subjects).containsExactly("Test: " + mail.subject());
    }

    private void write(long number, WordingKey key, Map<String, String> words) {
        var passages = new HashMap<>(ShippedWording.of(key).passages());
        passages.putAll(words);
        versions.put(key, new WordingVersion(number, Instant.EPOCH, "zoe", Optional.of(new Wording(passages))));
    }

    private static void send(Mailer.Mailing mailing) {
        mailing.send(List.of(aDonor().build()), donor -> Reply.NONE, () -> true, donor -> true);
    }

    /** Takes every message, and keeps its template and its subject. */
    private static final class RecordingTransport implements MailTransport {

        private final List<Template> templates = new ArrayList<>();
        private final List<String> subjects = new ArrayList<>();

        @Override
        public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
            templates.add(template);
            subjects.add(template.parts()
                    .subject()
                    .fill(EscapeContext.HEADER, messages.get(0).values()));
            return messages.stream()
                    .<SendResult>map(message -> new SendResult.Sent("250 2.0.0 Ok"))
                    .toList();
        }

        @Override
        public RelayState relayState() {
            return new RelayState(true, Instant.EPOCH, "");
        }
    }
}
