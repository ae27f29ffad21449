package org.savealife.invitation.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.donor.Donor;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.mail.message.CalendarObject;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.Organisation;
import org.savealife.visit.calendar.EntryId;

/**
 * The content of an invitation in the donor's language: {@code invitation.html} in {@code layout.html} beside this
 * class, {@code invitation.txt}, {@code invitation_nl.txt} and so on, and {@code invitation.*} of the texts.
 * It does not mention blood types. {@link AnswerBlock} is how the donor answers. Two headers make mail programs show a
 * button to unsubscribe (RFC 8058).
 */
final class InvitationTemplate {

    private static final String IMPRINT = "{{imprint}}";
    private static final String NOTE = "{{note}}";
    private static final String NOTE_IN_HTML = "[[note]]";

    private static final Map<Language, Sources> SOURCES = Arrays.stream(Language.values())
            .collect(Collectors.toMap(
                    language -> language, Sources::read, (one, other) -> one, () -> new EnumMap<>(Language.class)));

    /** The sources of the template for one language. */
    private record Sources(String text, String html) {

        static Sources read(Language language) {
            var text = language == Language.ENGLISH ? "invitation.txt" : "invitation_" + language.code() + ".txt";
            return new Sources(resource(text), html(language));
        }

        /** One layout for all languages; its words are {@code invitation.html.*} of the texts. */
        private static String html(Language language) {
            var html = layout("invitation.html", language);
            for (var word : List.of("hello", "when", "where", "calendar", "why", "stop")) {
                var words = InvitationTemplate.text(
                        language, "invitation.html." + word, "{{first_name}}", "{{city}}", "{{email}}");
                html = html.replace("[[" + word + "]]", words);
            }
            return html;
        }

        /** Puts in how the donor answers. */
        Sources with(AnswerBlock answer, DonationTimeTexts times) {
            return new Sources(answer.inText(text, times), answer.inHtml(html, times));
        }

        /** Puts the note into its place, line by line in HTML. Without a note, the place is removed. */
        Sources with(String note) {
            if (note.isEmpty()) {
                return new Sources(text.replace("\n" + NOTE + "\n", ""), withoutLine(html, NOTE_IN_HTML));
            }
            return new Sources(text, html.replace(NOTE_IN_HTML, slots("note", (int)
                    note.lines().count())));
        }
    }

    private InvitationTemplate() {}

    /** The layout of all mails with a body in it. */
    static String layout(String body, Language language) {
        return resource("layout.html")
                .replace("[[body]]", resource(body).stripTrailing())
                .replace("[[box]]", resource("box.html").stripTrailing())
                .replace("[[language]]", language.code());
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

    /**
     * The template of all invitations to a donation in one language.
     *
     * @param zone in which times are shown
     * @param sender who writes
     * @param organisation who holds the donation and answers questions
     * @param answer how donors answer
     */
    static Template of(
            Donation donation,
            Language language,
            ZoneId zone,
            Sender sender,
            Organisation organisation,
            AnswerBlock answer) {
        return compile(builder(donation, language, zone, sender, organisation, answer));
    }

    /** The template of invitations that differ from the usual ones. */
    static Template compile(Template.Builder invitation) {
        return invitation.compile(Set.of("first_name", "email", "answer_url", "unsubscribe_url", "list_unsubscribe"));
    }

    /** The parts of the template, also for previews. */
    static Template.Builder builder(
            Donation donation,
            Language language,
            ZoneId zone,
            Sender sender,
            Organisation organisation,
            AnswerBlock answer) {
        var times = new DonationTimeTexts(language, zone);
        var sources = Objects.requireNonNull(SOURCES.get(language))
                .with(donation.note())
                .with(answer, times);
        var name = organisation.nameOr(sender.organisation());
        var imprint = organisation.reachedAt();
        var constants = new HashMap<>(constants(donation, language, times));
        constants.putAll(answer.constants(times));
        constants.put("organisation", name);
        constants.put("organiser", CalendarEntry.uri(organisation.email().orElse(sender.address())));
        constants.put("imprint", imprint);
        constants.put("sender_domain", sender.domain());
        return Template.builder()
                .subject("{{subject}}")
                .text(imprint.isEmpty() ? withoutLine(sources.text(), IMPRINT) : sources.text())
                .html(imprint.isEmpty() ? withoutLine(sources.html(), IMPRINT) : sources.html())
                .header("List-Id", "<invitations.{{sender_domain}}>")
                .header("List-Unsubscribe", "{{list_unsubscribe}}")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .calendar(new CalendarEntry(
                                donation,
                                CalendarObject.Method.PUBLISH,
                                false,
                                donation.endsAt().isPresent(),
                                name,
                                false)
                        .source())
                .constants(constants);
    }

    /** What is the same for all senders and readers. */
    private static Map<String, String> constants(Donation donation, Language language, DonationTimeTexts times) {
        var city = donation.city().name();
        var constants = new HashMap<>(Map.of(
                "subject", text(language, "invitation.subject", city, times.day(donation.startsAt())),
                "summary", text(language, "invitation.summary", city),
                "city", city,
                "address", donation.address(),
                "when", times.when(donation),
                "uid", EntryId.of(donation),
                "created", CalendarEntry.time(donation.version().changedAt().orElse(donation.createdAt())),
                "start", CalendarEntry.time(donation.startsAt()),
                "note", donation.note()));
        donation.endsAt().ifPresent(end -> constants.put("end", CalendarEntry.time(end)));
        constants.putAll(lines("note", donation.note().lines().toList()));
        return constants;
    }

    static String withoutLine(String source, String with) {
        return source.lines().filter(line -> !line.contains(with)).collect(Collectors.joining("\n", "", "\n"));
    }

    /** The values that differ from donor to donor. */
    static Map<String, String> values(Donor donor, String answerUrl, UnsubscribeLink unsubscribe) {
        return Map.of(
                "first_name", donor.firstName().value(),
                "email", donor.email().value(),
                "answer_url", answerUrl,
                "unsubscribe_url", unsubscribe.url(),
                "list_unsubscribe", unsubscribe.listHeader());
    }

    static String text(Language language, String key, Object... arguments) {
        return MessageBundle.in(language.locale(), key, arguments);
    }

    static String resource(String name) {
        try (var stream = Objects.requireNonNull(InvitationTemplate.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
