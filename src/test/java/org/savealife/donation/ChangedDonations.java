package org.savealife.donation;

import java.time.Instant;
import java.util.Optional;
import org.savealife.platform.dynamodb.TestTables;

/** Later versions of donations, as staff make them, for tests of what follows. */
public final class ChangedDonations {

    private static final Instant CHANGED_AT = Instant.parse("2026-02-01T00:00:00Z");

    private ChangedDonations() {}

    /** The next version, with another start and address. */
    public static Donation moved(Donation before, Instant start, String address, Notify told) {
        return moved(before, start, address, told, CHANGED_AT);
    }

    /** @param at when staff changed it */
    public static Donation moved(Donation before, Instant start, String address, Notify told, Instant at) {
        var sequence = before.version().sequence() + 1;
        return new Donation(
                before.id(),
                before.city(),
                address,
                start,
                before.length(),
                before.createdAt(),
                false,
                before.note(),
                before.seating(),
                new Version(sequence, sequence, Optional.of(at), told, ""));
    }

    /** The next version, called off. */
    public static Donation calledOff(Donation before, Notify told, String reason) {
        var version = before.version();
        var sequence = version.sequence() + 1;
        return new Donation(
                before.id(),
                before.city(),
                before.address(),
                before.startsAt(),
                before.length(),
                before.createdAt(),
                true,
                before.note(),
                before.seating(),
                new Version(sequence, sequence, version.changedAt(), told, reason));
    }

    /** Stores that version of a donation. */
    public static void store(TestTables tables, Donation donation) {
        var version = donation.version();
        var item = DonationItem.of(donation)
                .with("revision", version.revision())
                .with("sequence", version.sequence())
                .with("notify", version.told().word())
                .with("cancel_reason", version.cancelReason())
                .with("changed_at", version.changedAt().map(Instant::toString).orElse(""))
                .with(DonationItem.CANCELLED_AT, donation.cancelled() ? CHANGED_AT.toString() : "");
        tables.client().putItem(put -> put.tableName(tables.tables().main()).item(item.attributes()));
    }
}
