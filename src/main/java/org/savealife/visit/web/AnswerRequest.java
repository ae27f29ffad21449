package org.savealife.visit.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.platform.error.FieldValidator;
import org.savealife.visit.Answer;

/**
 * The fields by which a donor answers: {@code {"answer", "slot"?, "reason"?}}, by the page and by the API.
 *
 * @param answer {@code yes}, {@code no}, {@code give_up} or {@code wait}
 * @param slot with {@code yes}: when the slot begins, with an offset; ignored if the donation has no slots
 * @param reason with {@code no}: {@code away}, {@code ill} or {@code other}
 */
public record AnswerRequest(Optional<String> answer, Optional<String> slot, Optional<String> reason) {

    static final String YES = "yes";
    static final String NO = "no";
    static final String GIVE_UP = "give_up";
    static final String WAIT = "wait";

    private static final Set<String> ANSWERS = Set.of(YES, NO, GIVE_UP, WAIT);
    private static final Set<String> REASONS = Set.of("away", "ill", "other");

    /** @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong */
    Answer to(Donation donation) {
        var fields = new FieldValidator();
        var said = fields.required("answer", answer, AnswerRequest::answer);
        var at = said.filter(YES::equals).isPresent() ? slot(fields, donation, slot) : Optional.<Instant>empty();
        var why = fields.optional("reason", reason, AnswerRequest::reason);
        fields.check();
        return switch (said.orElseThrow()) {
            case YES -> new Answer.Yes(at.orElseThrow());
            case NO -> new Answer.No(why.orElse(""));
            case WAIT -> new Answer.Wait();
            default -> new Answer.GiveUp();
        };
    }

    /** The start of the wanted slot. Without slots that is the start of the donation. */
    static Optional<Instant> slot(FieldValidator fields, Donation donation, Optional<String> text) {
        return donation.seating().hasSlots()
                ? fields.required("slot", text, AnswerRequest::moment)
                : Optional.of(donation.startsAt());
    }

    /** @throws IllegalArgumentException if it is no moment with an offset; the message tells why */
    static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException noMoment) {
            throw new IllegalArgumentException(
                    "Please give the start of a slot, such as 2027-04-06T12:15:00Z.", noMoment);
        }
    }

    private static String answer(String text) {
        if (!ANSWERS.contains(text)) {
            throw new IllegalArgumentException("Please answer yes, no, give_up or wait.");
        }
        return text;
    }

    private static String reason(String text) {
        if (!REASONS.contains(text)) {
            throw new IllegalArgumentException("Please give the reason away, ill or other, or none.");
        }
        return text;
    }
}
