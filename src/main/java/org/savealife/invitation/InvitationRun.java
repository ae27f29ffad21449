package org.savealife.invitation;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.savealife.donation.Donation;

/**
 * All invitations of one donation, and how far they are.
 *
 * @param donationId which is also the run's id: a donation has one run
 * @param reason why a run was skipped; empty for the others
 * @param lastChange when the run was opened or its last segment ended
 */
public record InvitationRun(
        String donationId, Status status, String reason, Counts counts, Instant openedAt, Instant lastChange) {

    /** Where a run stands. */
    public enum Status {
        /** The donation is stored, and its record is on the way through the stream. */
        WAITING,
        /** Donors are being invited, or will be as soon as a worker and the relay are there. */
        RUNNING,
        /** Every donor of the city has an outcome. */
        FINISHED,
        /** Nobody was invited, see the reason. */
        SKIPPED;

        /** As in the API and the table. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    static InvitationRun waiting(Donation donation) {
        return new InvitationRun(
                donation.id(), Status.WAITING, "", Counts.NONE, donation.createdAt(), donation.createdAt());
    }

    public Optional<Instant> startedAt() {
        return status == Status.WAITING ? Optional.empty() : Optional.of(openedAt);
    }

    public Optional<Instant> finishedAt() {
        return status == Status.WAITING || status == Status.RUNNING ? Optional.empty() : Optional.of(lastChange);
    }
}
