package org.savealife.staff;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.SettingKey;

/**
 * The first staff member, and how passwords are hashed. The password is not checked for strength: whoever sets it has
 * access to the database anyway.
 *
 * @param username in the form of {@link StaffMember#name}
 * @param password empty if nobody is added
 * @param passwordIterations of PBKDF2
 */
public record StaffSettings(
        @SettingKey(USERNAME) String username,

        @SettingKey("savealife.admin.password")
        Optional<
                        @Pattern(
                                regexp = "\\S|\\S.{0,198}\\S",
                                message = "is too long, or begins or ends with a blank."
                                        + " Allowed: 1 to 200 characters in one line.")
                        String>
                password,

        @SettingKey("savealife.staff.password-iterations") @Min(10_000) @Max(10_000_000)
        int passwordIterations) {

    private static final String USERNAME = "savealife.admin.username";

    /** @throws InvalidSettingException if nobody can have that user name */
    public StaffSettings {
        try {
            username = StaffMember.name(username);
        } catch (IllegalArgumentException nobodys) {
            throw InvalidSettingException.of(USERNAME, username, "1 to 100 letters, digits and . _ @ + -");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StaffSettings[" + username + "]";
    }
}
