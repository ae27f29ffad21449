package org.savealife.visit.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.visit.Slot;
import org.savealife.visit.Visit;

/**
 * An invitation as the donor sees it. Times have the offset of the configured zone.
 *
 * @param slots that have not begun; a donation without slots has one at its start
 * @param answer only if the donor has answered
 */
public record InvitationBody(
        DonationBody donation,
        List<SlotBody> slots,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<AnswerBody> answer) {

    /** @param status {@code open} or {@code called_off} */
    public record DonationBody(
            String city,
            String address,
            String startsAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String endsAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String note,
            String status) {}

    /** @param free seats; left out if there is no limit */
    public record SlotBody(
            String at,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> free) {

        static SlotBody of(Slot slot, ZoneId zone) {
            return new SlotBody(text(slot.at(), zone), Optional.of(slot.free()).filter(free -> !slot.isUnlimited()));
        }
    }

    /** @param offerUntil only while a seat is offered */
    public record AnswerBody(
            String state,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String slot,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String offerUntil) {}

    static InvitationBody of(Donation donation, List<Slot> slots, Optional<Visit> visit, Instant now, ZoneId zone) {
        var shown = new DonationBody(
                donation.city().name(),
                donation.address(),
                text(donation.startsAt(), zone),
                donation.endsAt().map(end -> text(end, zone)).orElse(""),
                donation.note(),
                donation.cancelled() ? "called_off" : "open");
        return new InvitationBody(
                shown,
                slots.stream()
                        .filter(slot ->
                                !donation.seating().hasSlots() || slot.at().isAfter(now))
                        .map(slot -> SlotBody.of(slot, zone))
                        .toList(),
                visit.map(known -> answer(known, zone)));
    }

    private static AnswerBody answer(Visit visit, ZoneId zone) {
        return new AnswerBody(
                visit.state().word(),
                visit.slot().map(at -> text(at, zone)).orElse(""),
                visit.reason(),
                visit.offerUntil().map(until -> text(until, zone)).orElse(""));
    }

    static String text(Instant time, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone));
    }
}
