package org.savealife.donor;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.savealife.platform.config.SettingKey;

/**
 * How people sign up.
 *
 * @param rate sign-ups per minute from one client address
 * @param origins sites that may show the sign-up form
 */
public record SignupSettings(
        @SettingKey("savealife.signup.rate") @Min(1) @Max(1_000_000)
        int rate,

        @SettingKey(
                value = "savealife.signup.origins",
                allowed = "sites like https://www.example.org, with commas and no blanks between them")
        List<Origin> origins) {

    public SignupSettings {
        origins = List.copyOf(origins);
    }
}
