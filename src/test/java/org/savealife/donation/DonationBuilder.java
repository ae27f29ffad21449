package org.savealife.donation;

import java.time.Duration;
import java.time.Instant;
import org.savealife.donor.City;
import org.savealife.platform.RandomId;

/** Makes donations for tests, showing only what matters: {@code aDonation().in("Haarlem").at(noon).build()}. */
public final class DonationBuilder {

    private String id = RandomId.next();
    private String city = "Haarlem";
    private Instant startsAt = Instant.parse("2036-12-03T09:00:00Z");
    private Duration length = Duration.ZERO;
    private Instant createdAt = Instant.parse("2026-01-01T00:00:00Z");
    private boolean cancelled;
    private String note = "";
    private Seating seating = Seating.NONE;

    private DonationBuilder() {}

    public static DonationBuilder aDonation() {
        return new DonationBuilder();
    }

    public DonationBuilder withId(String text) {
        this.id = text;
        return this;
    }

    public DonationBuilder in(String name) {
        this.city = name;
        return this;
    }

    public DonationBuilder at(Instant start) {
        this.startsAt = start;
        return this;
    }

    public DonationBuilder lasting(Duration time) {
        this.length = time;
        return this;
    }

    public DonationBuilder announcedAt(Instant moment) {
        this.createdAt = moment;
        return this;
    }

    public DonationBuilder telling(String text) {
        this.note = text;
        return this;
    }

    /** For a donation without slots. */
    public DonationBuilder withSeats(int seats) {
        this.seating = new Seating(0, 0, seats, 1);
        return this;
    }

    public DonationBuilder withSlots(int minutes, int seatsPerSlot) {
        this.seating = new Seating(minutes, seatsPerSlot, 0, 1);
        return this;
    }

    public DonationBuilder cancelled() {
        this.cancelled = true;
        return this;
    }

    public Donation build() {
        return new Donation(id, City.of(city), "Main street", startsAt, length, createdAt, cancelled, note)
                .withSeating(seating);
    }
}
