package org.savealife.invitation.editor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.mail.MailSample;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.wording.Passage;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.paging.Cursor;

/** What the page shows words with: a coming donation or a made-up one, and names for passages. */
@ApplicationScoped
public class WordingSamples {

    private static final int MAX_DONATIONS = 100;

    private static final Map<String, Reply.State> READERS = Map.of(
            "booked", Reply.State.BOOKED,
            "waiting", Reply.State.WAITING);

    private final DonationRepository donations;
    private final CalendarRepository calendar;
    private final Mailer mailer;
    private final DateTimeTexts times;
    private final MessageBundle texts;

    @Inject
    public WordingSamples(
            DonationRepository donations,
            CalendarRepository calendar,
            Mailer mailer,
            DateTimeTexts times,
            MessageBundle texts) {
        this.donations = donations;
        this.calendar = calendar;
        this.mailer = mailer;
        this.times = times;
        this.texts = texts;
    }

    /** Ids of coming donations with their names. */
    Map<String, String> donations() {
        var names = new LinkedHashMap<String, String>();
        calendar.list(CalendarRepository.When.COMING, Optional.empty(), Cursor.NONE, MAX_DONATIONS).entries().stream()
                .filter(donation -> !donation.cancelled())
                .forEach(donation ->
                        names.put(donation.id(), donation.city().name() + ", " + times.day(donation.startsAt())));
        return names;
    }

    /**
     * A mail in these words.
     *
     * @param donationId "" for a made-up donation, which is also shown instead of one that there is no more
     * @param reader one of {@link org.savealife.invitation.wording.Passages#readers}
     */
    MailSample of(WordingKey key, Wording wording, String donationId, String reader) {
        return new MailSample(
                key,
                Optional.of(donationId)
                        .filter(id -> !id.isEmpty())
                        .flatMap(donations::find)
                        .orElseGet(() -> madeUp(key)),
                READERS.getOrDefault(reader, Reply.State.NONE),
                wording,
                inLanguage(key, "wording.sample.reason"));
    }

    private Donation madeUp(WordingKey key) {
        var sample = mailer.sampleDonation();
        return new Donation(
                sample.id(),
                sample.city(),
                sample.address(),
                sample.startsAt(),
                sample.length(),
                sample.createdAt(),
                false,
                inLanguage(key, "wording.sample.note"));
    }

    private static String inLanguage(WordingKey key, String text) {
        return MessageBundle.in(key.language().locale(), text);
    }

    /** The field of a passage. */
    WordingField field(Passage passage) {
        var label = texts.get("wording.passage." + passage.word());
        var reader = passage.reader();
        return new WordingField(
                passage,
                reader.isEmpty() ? label : label + " (" + texts.get("wording.reader." + reader) + ")",
                hint(passage));
    }

    private String hint(Passage passage) {
        var must = written(passage.must().stream().toList());
        var may = written(passage.may().stream()
                .filter(name -> !passage.must().contains(name))
                .toList());
        if (may.isEmpty()) {
            return must.isEmpty() ? "" : texts.get("wording.needs", must);
        }
        return must.isEmpty() ? texts.get("wording.takes", may) : texts.get("wording.needs-and-takes", must, may);
    }

    private static String written(List<String> names) {
        return names.stream().sorted().map(name -> "{{" + name + "}}").collect(Collectors.joining(", "));
    }
}
