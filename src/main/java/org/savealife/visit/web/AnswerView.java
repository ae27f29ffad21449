package org.savealife.visit.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.PlainView;
import org.savealife.visit.Slot;
import org.savealife.visit.SlotChoice;
import org.savealife.visit.Visit;

/**
 * The page of {@link AnswerServlet} on which a donor can answer, with {@code answer.*} of the texts: what the donor has
 * answered, the donation, the nearest free times and all others, and the buttons. Each button is a whole answer. Shows
 * no more of the donor than a letter.
 */
final class AnswerView {

    private static final List<String> REASONS = List.of("away", "ill", "other");

    private final Invited invited;
    private final Optional<Visit> visit;
    private final DonationTimeTexts times;
    private final SlotChoice choice;

    /** @param slots of the donation, see {@link org.savealife.visit.VisitRepository#slots} */
    AnswerView(Invited invited, Optional<Visit> visit, List<Slot> slots, DonationTimeTexts times, Instant now) {
        this.invited = invited;
        this.visit = visit;
        this.times = times;
        var own = visit.filter(known -> known.state() == Visit.State.BOOKED).flatMap(Visit::slot);
        choice = SlotChoice.of(slots, own, hasSlots() ? now : Instant.MIN);
    }

    private boolean hasSlots() {
        return invited.donation().seating().hasSlots();
    }

    private boolean isIn(Visit.State state) {
        return visit.filter(known -> known.state() == state).isPresent();
    }

    /** The page with the donor's answer. */
    PlainView page(String root, Optional<Instant> wanted) {
        return page(root, wanted, 200, state(), "status");
    }

    /** The page after an answer that came too late. */
    PlainView page(String root, Optional<Instant> wanted, String problem) {
        var full = problem.equals("taken") && choice.free().isEmpty();
        return page(root, wanted, 409, full ? "full" : problem, "alert");
    }

    private PlainView page(String root, Optional<Instant> wanted, int status, String kind, String role) {
        var content = Stream.of(
                        paragraph(kind, role),
                        donation(root),
                        coming(wanted),
                        otherTimes(wanted),
                        waitingList(),
                        notComing(),
                        whose(root))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
        return new PlainView(times.language().code(), status, text("answer." + kind), content);
    }

    /** The end of the keys of the texts for the donor's answer. */
    private String state() {
        if (visit.isPresent()) {
            return switch (visit.get().state()) {
                case BOOKED -> hasSlots() ? "booked" : "booked-open";
                case OFFERED -> visit.get().slot().isPresent() ? "offered" : "offered-open";
                case GAVE_UP -> "gave-up";
                case NO -> "no";
                case WAITING -> "waiting";
                case LAPSED -> "lapsed";
            };
        }
        if (choice.free().isEmpty()) {
            return "full";
        }
        return hasSlots() ? "question" : "question-open";
    }

    private String paragraph(String kind, String role) {
        var slot = visit.flatMap(Visit::slot).map(times::moment).orElse("");
        var until = visit.flatMap(Visit::offerUntil).map(times::moment).orElse("");
        return "<p role=\"%s\">%s</p>".formatted(role, escaped(text("answer." + kind + ".text", slot, until)));
    }

    private String donation(String root) {
        var donation = invited.donation();
        var where =
                escaped(donation.address()) + "<br>" + escaped(donation.city().name());
        var note = donation.note().isEmpty()
                ? ""
                : "<p>" + escaped(donation.note()).replace("\n", "<br>") + "</p>";
        var calendar = isIn(Visit.State.BOOKED)
                ? "<p><a href=\"%sdonation.ics?id=%s&amp;language=%s\">%s</a></p>"
                        .formatted(root, donation.id(), times.language().code(), escaped(text("answer.calendar")))
                : "";
        return """
                <dl class="event"><div><dt>%s</dt><dd>%s</dd></div>\
                <div><dt>%s</dt><dd>%s</dd></div></dl>%s%s""".formatted(
                        escaped(text("invitation.html.when")),
                        escaped(times.when(donation)),
                        escaped(text("invitation.html.where")),
                        where,
                        note,
                        calendar);
    }

    /** The nearest times, or the one button of a donation without slots. */
    private String coming(Optional<Instant> wanted) {
        if (isIn(Visit.State.OFFERED)
                && (!hasSlots() || visit.flatMap(Visit::slot).isPresent())) {
            var at = visit.flatMap(Visit::slot).orElse(invited.donation().startsAt());
            return yes(button("primary wide", "slot", at.toString(), text("answer.button.take"), ""));
        }
        if (!hasSlots()) {
            var comes = isIn(Visit.State.BOOKED) || choice.free().isEmpty();
            return comes ? "" : yes(button("primary wide", "", "", text("answer.button.yes"), ""));
        }
        var nearest = choice.nearest(wanted.or(() -> visit.flatMap(Visit::slot)));
        if (nearest.isEmpty()) {
            return "";
        }
        var heading = isIn(Visit.State.BOOKED) ? "answer.move" : "answer.nearest";
        return "<h2>" + escaped(text(heading)) + "</h2>"
                + yes(nearest.stream()
                        .map(slot -> button(
                                wanted.filter(slot.at()::equals).isPresent() ? "primary wide" : "wide",
                                "slot",
                                slot.at().toString(),
                                times.moment(slot.at()),
                                ""))
                        .collect(Collectors.joining("\n")));
    }

    /** All free times by day, unless the nearest are all. */
    private String otherTimes(Optional<Instant> wanted) {
        if (!hasSlots() || choice.nearest(wanted).size() == choice.free().size()) {
            return "";
        }
        var days = choice.free().stream()
                .collect(Collectors.groupingBy(slot -> times.day(slot.at()), LinkedHashMap::new, Collectors.toList()));
        return "<h2>" + escaped(text("answer.all")) + "</h2>"
                + days.entrySet().stream()
                        .map(day -> "<h3>" + escaped(day.getKey()) + "</h3>"
                                + yes("<div class=\"times\">"
                                        + day.getValue().stream()
                                                .map(this::hour)
                                                .collect(Collectors.joining("\n"))
                                        + "</div>"))
                        .collect(Collectors.joining("\n"));
    }

    private String hour(Slot slot) {
        return button("", "slot", slot.at().toString(), times.clock(slot.at()), times.moment(slot.at()));
    }

    private String waitingList() {
        if (isIn(Visit.State.WAITING)) {
            return form(AnswerRequest.GIVE_UP, button("wide", "", "", text("answer.button.leave"), ""));
        }
        var has = isIn(Visit.State.BOOKED) || isIn(Visit.State.OFFERED);
        return has || !choice.free().isEmpty()
                ? ""
                : form(AnswerRequest.WAIT, button("primary wide", "", "", text("answer.button.wait"), ""));
    }

    private String notComing() {
        if (isIn(Visit.State.NO) || isIn(Visit.State.GAVE_UP)) {
            return "";
        }
        if (isIn(Visit.State.BOOKED) || isIn(Visit.State.OFFERED)) {
            return form(AnswerRequest.GIVE_UP, button("wide", "", "", text("answer.button.give-up"), ""));
        }
        var reasons = REASONS.stream()
                .map(reason ->
                        "<option value=\"%s\">%s</option>".formatted(reason, escaped(text("answer.reason." + reason))))
                .collect(Collectors.joining());
        var why = """
                <div class="field"><label for="reason">%s <span class="opt">%s</span></label>\
                <select class="input" id="reason" name="reason">\
                <option value="">%s</option>%s</select></div>""".formatted(
                        escaped(text("answer.reason")),
                        escaped(text("optional")),
                        escaped(text("answer.reason.none")),
                        reasons);
        return "<h2>" + escaped(text("answer.cannot")) + "</h2>"
                + form(AnswerRequest.NO, why + button("wide", "", "", text("answer.button.no"), ""));
    }

    /** For the reader of a forwarded mail. */
    private String whose(String root) {
        var city = invited.donation().city().name();
        return "<p class=\"aside\">%s <a href=\"%s?city=%s#signup\">%s</a></p>"
                .formatted(
                        escaped(text("answer.whose", invited.initial())),
                        root,
                        URLEncoder.encode(city, StandardCharsets.UTF_8),
                        escaped(text("answer.sign-up")));
    }

    private static String yes(String buttons) {
        return form(AnswerRequest.YES, buttons);
    }

    private static String form(String answer, String content) {
        return "<form method=\"post\" action=\"?\"><input type=\"hidden\" name=\"answer\" value=\"%s\">%s</form>"
                .formatted(answer, content);
    }

    /**
     * @param name of the field that the button fills, "" for none
     * @param spoken what screen readers say instead of the label, "" for the label
     */
    private static String button(String styles, String name, String value, String label, String spoken) {
        var field = name.isEmpty() ? "" : " name=\"%s\" value=\"%s\"".formatted(name, value);
        var aria = spoken.isEmpty() ? "" : " aria-label=\"%s\"".formatted(escaped(spoken));
        return "<button class=\"btn%s\"%s%s>%s</button>"
                .formatted(styles.isEmpty() ? "" : " " + styles, field, aria, escaped(label));
    }

    private static String escaped(String text) {
        return PlainView.escaped(text);
    }

    private String text(String key, Object... arguments) {
        return MessageBundle.in(times.language().locale(), key, arguments);
    }
}
