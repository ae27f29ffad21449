package org.savealife.platform.migration;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a migration.
 *
 * @param begunAt when its first page was begun
 * @param end of its last page
 * @param looked number of items looked at since then; {@code changed} of them were converted, {@code failed} could
 *     not be converted
 */
public record MigrationState(
        int number,
        Optional<Instant> begunAt,
        Optional<Instant> doneAt,
        String end,
        long looked,
        long changed,
        long failed) {

    static MigrationState notBegun(int number) {
        return new MigrationState(number, Optional.empty(), Optional.empty(), "", 0, 0, 0);
    }

    public boolean isDone() {
        return doneAt.isPresent();
    }

    public boolean isBegun() {
        return begunAt.isPresent();
    }
}
