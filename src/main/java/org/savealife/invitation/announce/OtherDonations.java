package org.savealife.invitation.announce;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.paging.Cursor;

/**
 * Other donations to which the same donors are invited, so that staff think twice: donors who are asked too often
 * unsubscribe.
 *
 * @param near donations within two weeks before or after that are not called off, in order
 * @param invited the last invitations to donors of the city, within the last week
 */
public record OtherDonations(List<Near> near, Optional<Invited> invited) {

    private static final Duration NEAR = Duration.ofDays(14);
    private static final Duration RECENTLY = Duration.ofDays(7);

    /** A run is opened when its donation is announced, or up to a day later if the stream was not read. */
    private static final Duration OPENED = Duration.ofDays(1);

    private static final int MAX_DONATIONS = 50;

    public OtherDonations {
        near = List.copyOf(near);
    }

    /** Another donation. */
    public record Near(String id, Instant startsAt, String address) implements Serializable {}

    /** Invitations to another donation. */
    public record Invited(String id, Instant startsAt, Instant at, long donors) implements Serializable {}

    /** @param donation as it would be announced */
    static OtherDonations of(Donation donation, CalendarRepository calendar, RunRepository runs, Instant now) {
        var others = Stream.of(CalendarRepository.When.COMING, CalendarRepository.When.PAST)
                .flatMap(when ->
                        calendar
                                .list(when, Optional.of(donation.city()), Cursor.NONE, MAX_DONATIONS)
                                .entries()
                                .stream())
                .filter(other -> !other.cancelled())
                .toList();
        return new OtherDonations(near(donation, others), invited(others, runs, now));
    }

    private static List<Near> near(Donation donation, List<Donation> others) {
        return others.stream()
                .filter(other -> Duration.between(donation.startsAt(), other.startsAt())
                                .abs()
                                .compareTo(NEAR)
                        <= 0)
                .sorted(Comparator.comparing(Donation::startsAt))
                .map(other -> new Near(other.id(), other.startsAt(), other.address()))
                .toList();
    }

    private static Optional<Invited> invited(List<Donation> others, RunRepository runs, Instant now) {
        var lately = others.stream()
                .filter(other -> other.createdAt().isAfter(now.minus(RECENTLY).minus(OPENED)))
                .toList();
        var found = runs.findAll(lately.stream().map(Donation::id).toList());
        return lately.stream()
                .flatMap(other -> Optional.ofNullable(found.get(other.id())).stream()
                        .filter(run -> run.openedAt().isAfter(now.minus(RECENTLY))
                                && run.counts().sent() > 0)
                        .map(run -> new Invited(
                                other.id(),
                                other.startsAt(),
                                run.openedAt(),
                                run.counts().sent())))
                .max(Comparator.comparing(Invited::at));
    }
}
