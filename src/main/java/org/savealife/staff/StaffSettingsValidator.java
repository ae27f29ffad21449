package org.savealife.staff;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.SettingsValidator;
import org.savealife.platform.dynamodb.Retention;

/**
 * Settings of the first staff member, and of expired tokens. The password is not checked for strength: whoever sets it
 * has access to the database anyway.
 */
public class StaffSettingsValidator implements SettingsValidator {

    private static final String USERNAME = "savealife.admin.username";
    private static final String PASSWORD = "savealife.admin.password";
    private static final String ITERATIONS = "savealife.staff.password-iterations";
    private static final Pattern ONE_LINE = Pattern.compile("\\S|\\S.{0,198}\\S");

    @Override
    public void check(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        reader.wholeNumber("savealife.retention.tokens", 0, Retention.MAX_DAYS);
        reader.wholeNumber(ITERATIONS, Passwords.MIN_ITERATIONS, Passwords.MAX_ITERATIONS);
        var name = reader.text(USERNAME);
        try {
            StaffMember.name(name);
        } catch (IllegalArgumentException nobodys) {
            throw SettingReader.wrong(USERNAME, name, "1 to 100 letters, digits and . _ @ + -");
        }
        if (settings.apply(PASSWORD)
                .filter(password -> !ONE_LINE.matcher(password).matches())
                .isPresent()) {
            throw new IllegalStateException(PASSWORD
                    + " is too long, or begins or ends with a blank. Allowed: 1 to 200 characters in one line.");
        }
    }
}
