package org.savealife.donor.signup;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.savealife.donor.bounce.VerpAddresses;
import org.savealife.donor.unsubscribe.UnsubscribeSettings;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.SettingsValidator;

/** Checks the settings of sign-ups, unsubscribing and bounces. */
public class DonorSettingsValidator implements SettingsValidator {

    private static final String ORIGINS = "savealife.signup.origins";
    private static final int HIGHEST_RATE = 1_000_000;

    @Override
    public void check(Function<String, Optional<String>> settings) {
        new SettingReader(settings).wholeNumber("savealife.signup.rate", 1, HIGHEST_RATE);
        settings.apply(ORIGINS).map(list -> list.split(",", -1)).map(List::of).orElse(List.of()).stream()
                .filter(site -> !isOrigin(site))
                .forEach(site -> {
                    throw SettingReader.wrong(
                            ORIGINS,
                            site,
                            "sites like https://www.example.org, with commas and no blanks between them");
                });
        UnsubscribeSettings.read(settings);
        VerpAddresses.check(settings);
    }

    /** An origin as a browser writes it: scheme, host and port, without a slash at the end (RFC 6454 section 6.2). */
    private static boolean isOrigin(String text) {
        try {
            var url = URI.create(text);
            return List.of("http", "https").contains(String.valueOf(url.getScheme()))
                    && url.getHost() != null
                    && text.equals(
                            url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
