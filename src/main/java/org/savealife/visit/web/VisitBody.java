package org.savealife.visit.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.savealife.platform.paging.Listing;
import org.savealife.visit.Visit;

/**
 * A donor's answer as staff see it. Times of the donation have the offset of the configured zone.
 *
 * @param state {@code booked}, {@code gave_up}, {@code no}, {@code waiting}, {@code offered} or {@code lapsed}
 * @param via {@code link}, {@code staff} or {@code calendar}
 */
public record VisitBody(
        String donorId,
        String state,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String slot,
        String via,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String offerUntil,
        Instant askedAt,
        Instant answeredAt) {

    static VisitBody of(Visit visit, ZoneId zone) {
        return new VisitBody(
                visit.donorId(),
                visit.state().word(),
                visit.slot().map(at -> InvitationBody.text(at, zone)).orElse(""),
                visit.via().word(),
                visit.reason(),
                visit.offerUntil()
                        .map(until -> InvitationBody.text(until, zone))
                        .orElse(""),
                visit.askedAt(),
                visit.answeredAt());
    }

    /** A page of visits; {@code next} is left out on the last one. */
    public record Page(
            List<VisitBody> visits,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String next) {

        static Page of(Listing<Visit> listing, ZoneId zone) {
            return new Page(
                    listing.entries().stream()
                            .map(visit -> VisitBody.of(visit, zone))
                            .toList(),
                    listing.next().text());
        }
    }
}
