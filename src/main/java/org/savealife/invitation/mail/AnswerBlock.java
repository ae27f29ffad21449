package org.savealife.invitation.mail;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.invitation.wording.Wording;
import org.savealife.visit.Slot;
import org.savealife.visit.SlotChoice;

/**
 * The part of an invitation by which the donor answers, in words that staff may change: links to the nearest free
 * times, and one to all of them, where the donor can also say no. It is the same for all donors for as long as the same
 * times are free; only {@code answer_url} differs.
 *
 * @param slots whether donors choose a time
 * @param full whether there is no free seat
 * @param nearest up to three times with free seats, in order; empty without slots
 */
record AnswerBlock(boolean slots, boolean full, List<Instant> nearest) {

    private static final String FONT = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    private static final String BUTTON = """
            <a href="{{answer_url}}%s" style="display:inline-block;margin:0 8px 12px 0;padding:11px 18px;\
            border-radius:8px;background-color:#a3152b;color:#ffffff;text-decoration:none;\
            font:600 16px/22px FONT">%s</a>""".replace("FONT", FONT);

    private static final String WORDS = """
            <p class="t1" style="margin:0 0 12px;font:400 17px/26px FONTcolor:#1f1a17;">%s</p>""".replace("FONT", FONT);

    private static final String LINK = """
            <a class="t1" href="{{answer_url}}" style="color:#a3152b;display:inline-block;padding:4px 0;\
            font:400 17px/26px FONT">%s</a>""".replace("FONT", FONT);

    AnswerBlock {
        nearest = List.copyOf(nearest);
    }

    static AnswerBlock of(Donation donation, List<Slot> slots, Instant now) {
        var chosen = donation.seating().hasSlots();
        var choice = SlotChoice.of(slots, Optional.empty(), chosen ? now : Instant.MIN);
        var nearest =
                chosen ? choice.nearest(Optional.empty()).stream().map(Slot::at).toList() : List.<Instant>of();
        return new AnswerBlock(chosen, choice.free().isEmpty(), nearest);
    }

    /** As it is as long as nobody has booked, for previews. */
    static AnswerBlock foreseen(Donation donation, Instant now) {
        var bookable = donation.seating().bookableSeats();
        var starts =
                donation.seating().hasSlots() ? donation.seating().slotStarts(donation) : List.of(donation.startsAt());
        var seats = donation.seating().isLimited() ? bookable : Slot.NO_LIMIT;
        return of(
                donation,
                starts.stream().map(at -> new Slot(at, seats, 0, 0, 0)).toList(),
                now);
    }

    /** The source of this part of the plain text. */
    String text(Wording wording) {
        var links = IntStream.range(0, nearest.size())
                .mapToObj(number -> "{{slot_" + number + "}}\n{{answer_url}}?at={{at_" + number + "}}\n")
                .collect(Collectors.joining());
        var choose = nearest.isEmpty() ? "" : wording.get("choose") + "\n" + links + "\n";
        return choose + wording.get(all()) + "\n{{answer_url}}";
    }

    /** The source of this part of the HTML. */
    String html(Wording wording) {
        var buttons = IntStream.range(0, nearest.size())
                .mapToObj(number -> BUTTON.formatted("?at={{at_" + number + "}}", "{{slot_" + number + "}}"))
                .collect(Collectors.joining("\n"));
        var choose = nearest.isEmpty()
                ? ""
                : WORDS.formatted(Sources.escaped(wording.get("choose"))) + "\n<div>" + buttons + "</div>\n";
        return choose + LINK.formatted(Sources.escaped(wording.get(all())));
    }

    /** What the source refers to and is the same for all donors. */
    Map<String, String> constants(DonationTimeTexts times) {
        var constants = new HashMap<String, String>();
        IntStream.range(0, nearest.size()).forEach(number -> {
            constants.put("slot_" + number, times.moment(nearest.get(number)));
            constants.put("at_" + number, nearest.get(number).toString());
        });
        return constants;
    }

    private String all() {
        if (full) {
            return "full";
        }
        return slots ? "all" : "open";
    }
}
