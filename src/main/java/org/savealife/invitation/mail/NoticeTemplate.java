package org.savealife.invitation.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.donor.Donor;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.wording.Placeholders;
import org.savealife.invitation.wording.Wording;
import org.savealife.mail.message.CalendarObject.Method;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;
import org.savealife.visit.calendar.EntryId;

/**
 * The content of mails that follow an invitation: the donation has changed, was called off, or is soon, a seat is
 * booked or has become free. For each {@link Kind} but that of invitations, there are words that staff may change
 * ({@link Wording}), and a layout in {@link Sources}.
 *
 * <p>Who is booked gets the calendar entry with {@code METHOD:REQUEST} as its only attendee, so that calendar programs
 * move it by themselves; who was invited only gets {@code METHOD:PUBLISH}. When the donation is called off, both get
 * {@code METHOD:CANCEL}. The entry of who is booked has an organiser of its own, to whom calendar programs answer.
 */
final class NoticeTemplate {

    /** How long a donor with a time stays, for the calendar. */
    private static final Duration VISIT = Duration.ofHours(1);

    private static final String ORGANISER = "organiser";

    private static final Set<String> VALUES =
            Set.of("first_name", "email", "answer_url", "attendee", ORGANISER, "unsubscribe_url", "list_unsubscribe");

    /** What a donation does not always have. */
    private static final List<String> NOT_ALWAYS = List.of("was", "note", "reason", "next", "until");

    /** Places of the layouts; behind some words is who reads them. */
    private static final List<String> WORDS =
            List.of("hello", "calendar", "was", "next", "tips", "answer", "until", "why", "when", "where", "stop");

    private final Occasion occasion;
    private final Donation donation;
    private final Edition edition;
    private final Letterhead letterhead;
    private final Wording wording;
    private final Language language;
    private final DonationTimeTexts times;

    NoticeTemplate(Occasion occasion, Edition edition, Letterhead letterhead, Wording wording) {
        this.occasion = occasion;
        this.donation = occasion.donation();
        this.edition = edition;
        this.letterhead = letterhead;
        this.wording = wording;
        this.language = edition.language();
        this.times = new DonationTimeTexts(language, letterhead.zone());
    }

    Template compile() {
        return compile(builder());
    }

    /** The template of mails that differ from the usual ones. */
    static Template compile(Template.Builder notice) {
        return InvitationTemplate.compile(notice, VALUES);
    }

    /** The parts of the template, also for previews. */
    Template.Builder builder() {
        var constants = constants();
        var sources = sources(constants);
        var builder = Template.builder()
                .subject("{{subject}}")
                .text(sources.text())
                .html(sources.html())
                .header("List-Id", "<invitations.{{sender_domain}}>")
                .header("List-Unsubscribe", "{{list_unsubscribe}}")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .constants(constants);
        var entry = new CalendarEntry(
                donation,
                method(),
                edition.isBooked(),
                end().isPresent(),
                letterhead.name(),
                letterhead.takesReplies());
        return hasEntry() ? builder.calendar(entry.source()) : builder;
    }

    /** What is only offered does not belong into a calendar. */
    private boolean hasEntry() {
        return occasion.kind() != Kind.OFFER;
    }

    /**
     * The values that differ from donor to donor, also those of invitations.
     *
     * @param organiser the address to which the calendar program of a donor who is booked answers
     */
    static Map<String, String> values(Donor donor, String answerUrl, UnsubscribeLink unsubscribe, String organiser) {
        var values = new HashMap<>(InvitationTemplate.values(donor, answerUrl, unsubscribe));
        values.put("attendee", CalendarEntry.uri(donor.email().ascii()));
        values.put(ORGANISER, CalendarEntry.uri(organiser));
        return values;
    }

    private Method method() {
        if (occasion.kind() == Kind.CANCELLATION) {
            return Method.CANCEL;
        }
        return edition.isBooked() ? Method.REQUEST : Method.PUBLISH;
    }

    private Sources sources(Map<String, String> constants) {
        var sources = Sources.of(occasion.kind(), language, wording);
        for (var name : NOT_ALWAYS) {
            sources = constants.getOrDefault(name, "").isEmpty() ? sources.without(name) : sources;
        }
        sources = letterhead.organisation().reachedAt().isEmpty() ? sources.withoutImprint() : sources;
        var inText = new HashMap<String, String>();
        var inHtml = new HashMap<String, String>();
        for (var word : WORDS) {
            wording.find(word + audience()).ifPresent(words -> inText.put(word, words));
            wording.find(word + audience())
                    .or(() -> wording.find(word))
                    .ifPresent(words -> inHtml.put(word, Sources.escaped(words)));
        }
        inHtml.put("note_lines", slots("note", donation.note()));
        inHtml.put("next_lines", slots("next", constants.getOrDefault("next", "")));
        return sources.with(inText, inHtml);
    }

    private static String slots(String name, String lines) {
        return Sources.slots(name, (int) lines.lines().count());
    }

    /** The part of a passage's name that says who reads it. */
    private String audience() {
        return switch (occasion.kind()) {
            case CONFIRMATION -> ".booked";
            case OFFER -> ".waiting";
            case REMINDER -> edition.isWaiting() ? ".waiting" : bookedOrInvited();
            default -> bookedOrInvited();
        };
    }

    private String bookedOrInvited() {
        return edition.isBooked() ? ".booked" : ".invited";
    }

    private Map<String, String> constants() {
        var city = donation.city().name();
        var start = edition.slot().orElse(donation.startsAt());
        var constants = new HashMap<>(Map.of(
                "summary", InvitationTemplate.text(language, "invitation.summary", city),
                "city", city,
                "address", donation.address(),
                "day", times.day(start),
                "when", when(start),
                "uid", EntryId.of(donation),
                "created", CalendarEntry.time(occasion.at()),
                "start", CalendarEntry.time(start)));
        constants.putAll(letterhead.constants());
        if (edition.isBooked()) {
            constants.remove(ORGANISER);
        }
        constants.put("subject", Placeholders.fill(wording.subject(), constants));
        end().ifPresent(end -> constants.put("end", CalendarEntry.time(end)));
        constants.put("was", occasion.former().map(this::was).orElse(""));
        constants.put("reason", donation.version().cancelReason());
        constants.put("until", edition.until().map(times::moment).orElse(""));
        put(constants, "note", donation.note().lines().toList());
        put(constants, "next", occasion.others().stream().map(this::line).toList());
        return constants;
    }

    private static void put(Map<String, String> constants, String name, List<String> lines) {
        constants.put(name, String.join("\n", lines));
        constants.putAll(Sources.lines(name, lines));
    }

    private Optional<Instant> end() {
        return edition.slot()
                .map(slot -> slot.plus(VISIT))
                .map(left -> donation.endsAt().filter(left::isAfter).orElse(left))
                .or(donation::endsAt);
    }

    private String when(Instant start) {
        return edition.slot().isPresent() ? times.moment(start) : times.when(donation);
    }

    /** What was said before of what has changed since; "" if that is neither the time nor the place. */
    private String was(Former former) {
        var parts = new ArrayList<String>();
        if (!former.startsAt().equals(donation.startsAt()) || !former.length().equals(donation.length())) {
            parts.add(times.when(at(former.startsAt(), former.length())));
        }
        if (!former.address().equals(donation.address())) {
            parts.add(former.address());
        }
        return String.join(", ", parts);
    }

    private Donation at(Instant start, Duration length) {
        return new Donation(
                donation.id(), donation.city(), donation.address(), start, length, donation.createdAt(), false);
    }

    private String line(Donation other) {
        return times.when(other) + ", " + other.address();
    }
}
