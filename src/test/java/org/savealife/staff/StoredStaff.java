package org.savealife.staff;

import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.time.Clock;
import java.util.Optional;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.TestTables;

/** Staff in a DynamoDB Local, outside the container. */
public final class StoredStaff {

    private StoredStaff() {}

    public static StaffRepository repository(TestTables tables) {
        return repository(tables, 0);
    }

    /** @param keptDays {@code savealife.retention.tokens} */
    static StaffRepository repository(TestTables tables, int keptDays) {
        return new StaffRepository(
                tables.client(), tables.tables(), tables.transactions(), new RetentionSettings(0, 0, 0, keptDays));
    }

    /** Passwords whose hash is quickly made: {@code hash of secret}. */
    public static Passwords passwords(Clock clock) {
        return new Passwords(new QuickHash(), clock, new StaffSettings("admin", Optional.empty(), 210_000));
    }

    private static final class QuickHash implements Pbkdf2PasswordHash {

        @Override
        public String generate(char[] password) {
            return "hash of " + String.valueOf(password);
        }

        @Override
        public boolean verify(char[] password, String hash) {
            return hash.equals(generate(password));
        }
    }
}
