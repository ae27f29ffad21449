package org.savealife.invitation.mail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.donor.Donor;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.Placeholders;
import org.savealife.invitation.wording.Wording;
import org.savealife.mail.message.CalendarObject;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.visit.calendar.EntryId;

/**
 * The content of an invitation in the donor's language: words that staff may change ({@link Wording}) in the layout of
 * {@link Sources}. It does not mention blood types. {@link AnswerBlock} is how the donor answers. Two headers make mail
 * programs show a button to unsubscribe (RFC 8058).
 */
final class InvitationTemplate {

    private static final String ANSWER = "answer";

    /** What may differ from donor to donor. */
    private static final Set<String> VALUES =
            Set.of("first_name", "email", "answer_url", "unsubscribe_url", "list_unsubscribe");

    private static final List<String> WORDS = List.of("hello", "when", "where", "calendar", "why", "stop");

    private InvitationTemplate() {}

    /**
     * The template of all invitations to a donation in one language.
     *
     * @param answer how donors answer
     */
    static Template of(
            Donation donation, Language language, Letterhead letterhead, AnswerBlock answer, Wording wording) {
        return compile(builder(donation, language, letterhead, answer, wording));
    }

    /** The template of invitations that differ from the usual ones. */
    static Template compile(Template.Builder invitation) {
        return compile(invitation, VALUES);
    }

    /** The template whose messages bring those of the values that its words mention. */
    static Template compile(Template.Builder mail, Set<String> values) {
        var mentioned = new HashSet<>(values);
        mentioned.retainAll(mail.slots());
        return mail.compile(mentioned);
    }

    /** The parts of the template, also for previews. */
    static Template.Builder builder(
            Donation donation, Language language, Letterhead letterhead, AnswerBlock answer, Wording wording) {
        var times = new DonationTimeTexts(language, letterhead.zone());
        var constants = new HashMap<>(constants(donation, language, times));
        constants.putAll(answer.constants(times));
        constants.putAll(letterhead.constants());
        constants.put("subject", Placeholders.fill(wording.subject(), constants));
        var sources = sources(donation, language, letterhead, wording)
                .with(Map.of(ANSWER, answer.text(wording)), places(donation, answer, wording));
        return Template.builder()
                .subject("{{subject}}")
                .text(sources.text())
                .html(sources.html())
                .header("List-Id", "<invitations.{{sender_domain}}>")
                .header("List-Unsubscribe", "{{list_unsubscribe}}")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .calendar(new CalendarEntry(
                                donation,
                                CalendarObject.Method.PUBLISH,
                                false,
                                donation.endsAt().isPresent(),
                                letterhead.name(),
                                false)
                        .source())
                .constants(constants);
    }

    private static Sources sources(Donation donation, Language language, Letterhead letterhead, Wording wording) {
        var sources = Sources.of(Kind.INVITATION, language, wording);
        sources = donation.note().isEmpty() ? sources.without("note") : sources;
        return letterhead.organisation().reachedAt().isEmpty() ? sources.withoutImprint() : sources;
    }

    private static Map<String, String> places(Donation donation, AnswerBlock answer, Wording wording) {
        var places = new HashMap<String, String>();
        WORDS.forEach(word -> places.put(word, Sources.escaped(wording.get(word))));
        places.put(ANSWER, answer.html(wording));
        places.put("note_lines", Sources.slots("note", (int)
                donation.note().lines().count()));
        return places;
    }

    /** What is the same for all senders and readers. */
    private static Map<String, String> constants(Donation donation, Language language, DonationTimeTexts times) {
        var city = donation.city().name();
        var constants = new HashMap<>(Map.of(
                "summary", text(language, "invitation.summary", city),
                "city", city,
                "address", donation.address(),
                "day", times.day(donation.startsAt()),
                "when", times.when(donation),
                "uid", EntryId.of(donation),
                "created", CalendarEntry.time(donation.version().changedAt().orElse(donation.createdAt())),
                "start", CalendarEntry.time(donation.startsAt()),
                "note", donation.note()));
        donation.endsAt().ifPresent(end -> constants.put("end", CalendarEntry.time(end)));
        constants.putAll(Sources.lines("note", donation.note().lines().toList()));
        return constants;
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
}
