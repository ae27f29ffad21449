package org.savealife.invitation.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.donor.Donor;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.mail.message.CalendarObject.Method;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;
import org.savealife.visit.calendar.EntryId;

/**
 * The content of mails that follow an invitation: the donation has changed, was called off, or is soon, a seat is
 * booked or has become free. Each {@link Kind} but that of invitations has {@code <kind>.html}, which stands in the
 * layout of invitations, {@code <kind>.txt} and {@code <kind>_nl.txt} beside this class, and {@code notice.<kind>.*} of
 * the texts. Slots in double brackets are filled with words of the texts, those in double braces with values.
 *
 * <p>Who is booked gets the calendar entry with {@code METHOD:REQUEST} as its only attendee, so that calendar programs
 * move it by themselves; who was invited only gets {@code METHOD:PUBLISH}. When the donation is called off, both get
 * {@code METHOD:CANCEL}. The entry of who is booked has an organiser of its own, to whom calendar programs answer.
 */
final class NoticeTemplate {

    /** How long a donor with a time stays, for the calendar. */
    private static final Duration VISIT = Duration.ofHours(1);

    private static final String FIRST_NAME = "{{first_name}}";
    private static final String ORGANISER = "organiser";
    private static final String IMPRINT = "{{imprint}}";
    private static final String PARAGRAPH = "\n\n";

    /** The sources of one kind in one language. */
    private record Sources(String text, String html) {

        static Sources read(Kind kind, Language language) {
            var text = kind.word() + (language == Language.ENGLISH ? "" : "_" + language.code()) + ".txt";
            var html = InvitationTemplate.layout(kind.word() + ".html", language);
            return new Sources(
                    InvitationTemplate.resource(text), kind == Kind.CANCELLATION ? withTimeAndPlaceStruck(html) : html);
        }

        private static String withTimeAndPlaceStruck(String html) {
            return html.replace(">{{when}}</p>", "><s>{{when}}</s></p>")
                    .replace(">{{address}}</p>", "><s>{{address}}</s></p>");
        }

        Sources withWord(String place, String word) {
            return new Sources(text.replace("[[" + place + "]]", word), html.replace("[[" + place + "]]", word));
        }

        /** Without the place of a value that is empty: a paragraph of the text, a line of the HTML. */
        Sources without(String name) {
            var slot = "{{" + name + "}}";
            var lines = "[[" + name + "_lines]]";
            return new Sources(
                    Stream.of(text.split(PARAGRAPH))
                            .filter(paragraph -> !paragraph.contains(slot))
                            .collect(Collectors.joining(PARAGRAPH)),
                    InvitationTemplate.withoutLine(InvitationTemplate.withoutLine(html, slot), lines));
        }

        /** The imprint is a line among others. */
        Sources withoutImprint() {
            return new Sources(
                    InvitationTemplate.withoutLine(text, IMPRINT), InvitationTemplate.withoutLine(html, IMPRINT));
        }
    }

    private static final Map<Kind, Map<Language, Sources>> SOURCES = Stream.of(
                    Kind.CHANGE, Kind.CANCELLATION, Kind.REMINDER, Kind.CONFIRMATION, Kind.OFFER)
            .collect(Collectors.toMap(
                    kind -> kind, NoticeTemplate::read, (one, other) -> one, () -> new EnumMap<>(Kind.class)));

    private final Occasion occasion;
    private final Donation donation;
    private final Edition edition;
    private final Letterhead letterhead;
    private final Language language;
    private final DonationTimeTexts times;

    NoticeTemplate(Occasion occasion, Edition edition, Letterhead letterhead) {
        this.occasion = occasion;
        this.donation = occasion.donation();
        this.edition = edition;
        this.letterhead = letterhead;
        this.language = edition.language();
        this.times = new DonationTimeTexts(language, letterhead.zone());
    }

    private static Map<Language, Sources> read(Kind kind) {
        var read = new EnumMap<Language, Sources>(Language.class);
        for (var language : Language.values()) {
            read.put(language, Sources.read(kind, language));
        }
        return read;
    }

    Template compile() {
        var slots = new HashSet<>(Set.of("first_name", "email", "unsubscribe_url", "list_unsubscribe"));
        if (edition.isBooked() && hasEntry()) {
            slots.addAll(Set.of("attendee", ORGANISER));
        }
        if (hasLink()) {
            slots.add("answer_url");
        }
        return builder().compile(slots);
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

    /** Once a donation was called off, there is nothing to answer. */
    private boolean hasLink() {
        return occasion.kind() != Kind.CANCELLATION;
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
        var sources = Objects.requireNonNull(
                        Objects.requireNonNull(SOURCES.get(occasion.kind())).get(language))
                .withWord("hello", word("hello" + audience(), FIRST_NAME, "{{city}}"))
                .withWord("calendar", word("calendar" + audience()))
                .withWord("was", word("was"))
                .withWord("next", word("next", "{{city}}"))
                .withWord("tips", word("tips"))
                .withWord("answer", word("answer" + audience()))
                .withWord("why", words("notice.why", "{{email}}"))
                .withWord("when", words("invitation.html.when"))
                .withWord("where", words("invitation.html.where"))
                .withWord("stop", words("invitation.html.stop"));
        sources = hasLink() ? sources : sources.without("answer_url");
        for (var name : List.of("was", "note", "reason", "next", "until")) {
            sources = constants.getOrDefault(name, "").isEmpty() ? sources.without(name) : sources;
        }
        var signed = letterhead.organisation().reachedAt().isEmpty() ? sources.withoutImprint() : sources;
        return signed.withWord("note_lines", slots("note", donation.note()))
                .withWord("next_lines", slots("next", constants.getOrDefault("next", "")));
    }

    private static String slots(String name, String lines) {
        return InvitationTemplate.slots(name, (int) lines.lines().count());
    }

    /** The part of a text's key that says for whom it is. */
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
                "subject", word("subject", city, times.day(start)),
                "summary", words("invitation.summary", city),
                "organisation", letterhead.name(),
                "city", city,
                "address", donation.address(),
                "when", when(start),
                "uid", EntryId.of(donation),
                "created", CalendarEntry.time(occasion.at()),
                "start", CalendarEntry.time(start)));
        if (!edition.isBooked()) {
            constants.put(ORGANISER, CalendarEntry.uri(letterhead.address()));
        }
        constants.put("imprint", letterhead.organisation().reachedAt());
        constants.put("sender_domain", letterhead.sender().domain());
        end().ifPresent(end -> constants.put("end", CalendarEntry.time(end)));
        constants.put("was", occasion.former().map(this::was).orElse(""));
        constants.put("reason", donation.version().cancelReason());
        constants.put("until", edition.until().map(this::until).orElse(""));
        put(constants, "note", donation.note().lines().toList());
        put(constants, "next", occasion.others().stream().map(this::line).toList());
        return constants;
    }

    private static void put(Map<String, String> constants, String name, List<String> lines) {
        constants.put(name, String.join("\n", lines));
        constants.putAll(InvitationTemplate.lines(name, lines));
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

    private String until(Instant end) {
        return word("until", times.moment(end));
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

    private String word(String name, Object... arguments) {
        return words("notice." + occasion.kind().name().toLowerCase(Locale.ROOT) + "." + name, arguments);
    }

    private String words(String key, Object... arguments) {
        return InvitationTemplate.text(language, key, arguments);
    }
}
