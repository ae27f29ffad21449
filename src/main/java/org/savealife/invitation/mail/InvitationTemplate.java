package org.savealife.invitation.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.donor.Donor;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.Organisation;

/**
 * The content of an invitation in the donor's language: {@code invitation.html} and {@code invitation.ics} beside
 * this class, {@code invitation.txt}, {@code invitation_nl.txt} and so on, and {@code invitation.*} of the texts.
 * It does not mention blood types. {@link AnswerBlock} is how the donor answers. Two headers make mail programs show a
 * button to unsubscribe (RFC 8058).
 */
final class InvitationTemplate {

    private static final DateTimeFormatter CALENDAR =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String END_LINE = "DTEND:{{end}}";
    private static final String IMPRINT = "{{imprint}}";
    private static final String NOTE = "{{note}}";
    private static final String NOTE_IN_HTML = "[[note]]";

    /** Characters that neither a quoted parameter (RFC 5545 section 3.1) nor the source of a template can contain. */
    private static final Pattern NOT_IN_PARAMETER = Pattern.compile("[\"{}]");

    private static final Map<Language, Sources> SOURCES = Arrays.stream(Language.values())
            .collect(Collectors.toMap(
                    language -> language, Sources::read, (one, other) -> one, () -> new EnumMap<>(Language.class)));

    /** The sources of the template for one language. */
    private record Sources(String text, String html, String ics) {

        static Sources read(Language language) {
            var text = language == Language.ENGLISH ? "invitation.txt" : "invitation_" + language.code() + ".txt";
            return new Sources(resource(text), html(language), resource("invitation.ics"));
        }

        /** One layout for all languages; its words are {@code invitation.html.*} of the texts. */
        private static String html(Language language) {
            var html = resource("invitation.html").replace("[[language]]", language.code());
            for (var word : List.of("hello", "when", "where", "calendar", "why", "stop")) {
                var words = InvitationTemplate.text(
                        language, "invitation.html." + word, "{{first_name}}", "{{city}}", "{{email}}");
                html = html.replace("[[" + word + "]]", words);
            }
            return html;
        }

        /** Puts in how the donor answers. */
        Sources with(AnswerBlock answer, DonationTimeTexts times) {
            return new Sources(answer.inText(text, times), answer.inHtml(html, times), ics);
        }

        /** Puts the note into its place, line by line in HTML. Without a note, the place is removed. */
        Sources with(String note) {
            if (note.isEmpty()) {
                return new Sources(
                        text.replace("\n" + NOTE + "\n", ""), withoutLine(html, NOTE_IN_HTML), withoutLine(ics, NOTE));
            }
            var lines = IntStream.range(0, (int) note.lines().count())
                    .mapToObj(number -> "{{note_" + number + "}}")
                    .collect(Collectors.joining("<br>\n"));
            return new Sources(text, html.replace(NOTE_IN_HTML, lines), ics);
        }
    }

    private InvitationTemplate() {}

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
        return invitation.compile(
                Set.of("first_name", "email", "answer_url", "unsubscribe_url", "list_unsubscribe"));
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
        var sources =
                Objects.requireNonNull(SOURCES.get(language)).with(donation.note()).with(answer, times);
        var name = organisation.nameOr(sender.organisation());
        var imprint = organisation.reachedAt();
        var constants = new HashMap<>(constants(donation, language, times));
        constants.putAll(answer.constants(times));
        constants.put("organisation", name);
        constants.put("organiser", organisation.email().orElse(sender.address()));
        constants.put("imprint", imprint);
        constants.put("sender_domain", sender.domain());
        return Template.builder()
                .subject("{{subject}}")
                .text(imprint.isEmpty() ? withoutLine(sources.text(), IMPRINT) : sources.text())
                .html(imprint.isEmpty() ? withoutLine(sources.html(), IMPRINT) : sources.html())
                .header("List-Id", "<invitations.{{sender_domain}}>")
                .header("List-Unsubscribe", "{{list_unsubscribe}}")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .calendar(calendar(sources.ics(), donation, name))
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
                "uid", donation.id() + "@savealife",
                "created", CALENDAR.format(donation.createdAt()),
                "start", CALENDAR.format(donation.startsAt()),
                "note", donation.note()));
        donation.endsAt().ifPresent(end -> constants.put("end", CALENDAR.format(end)));
        var lines = donation.note().lines().toList();
        IntStream.range(0, lines.size()).forEach(number -> constants.put("note_" + number, lines.get(number)));
        return constants;
    }

    private static String calendar(String source, Donation donation, String organiser) {
        var named = source.replace(
                "ORGANIZER:",
                "ORGANIZER;CN=\"" + NOT_IN_PARAMETER.matcher(organiser).replaceAll("") + "\":");
        return donation.endsAt().isPresent() ? named : withoutLine(named, END_LINE);
    }

    private static String withoutLine(String source, String with) {
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

    private static String text(Language language, String key, Object... arguments) {
        return MessageBundle.in(language.locale(), key, arguments);
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(InvitationTemplate.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
