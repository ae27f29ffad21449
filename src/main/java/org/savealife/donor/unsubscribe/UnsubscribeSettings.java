package org.savealife.donor.unsubscribe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.savealife.mail.message.EmailAddress;

/**
 * The configuration of unsubscribe links.
 *
 * @param publicUrl where people reach this server, without a slash at the end
 * @param secrets of the tokens: the first signs, all verify; empty if the application makes one itself
 * @param mailto the address that takes unsubscriptions by mail
 */
public record UnsubscribeSettings(String publicUrl, List<String> secrets, Optional<EmailAddress> mailto) {

    private static final String PUBLIC_URL = "savealife.public-url";
    private static final String SECRET = "savealife.unsubscribe.secret";
    private static final String MAILTO = "savealife.unsubscribe.mailto";
    private static final int MIN_SECRET_LENGTH = 32;
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[!-~]+");

    public UnsubscribeSettings {
        secrets = List.copyOf(secrets);
    }

    /** @throws IllegalStateException if a setting cannot work; the message names it and the remedy, but no secret */
    public static UnsubscribeSettings read(Function<String, Optional<String>> settings) {
        return new UnsubscribeSettings(
                publicUrl(settings.apply(PUBLIC_URL).orElse("")),
                settings.apply(SECRET).map(UnsubscribeSettings::secrets).orElse(List.of()),
                settings.apply(MAILTO).map(UnsubscribeSettings::mailto));
    }

    private static String publicUrl(String text) {
        try {
            var url = new URI(text);
            var scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (Set.of("http", "https").contains(scheme)
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && PRINTABLE_ASCII.matcher(text).matches()
                    && !text.endsWith("/")) {
                return text;
            }
        } catch (URISyntaxException noUrl) {
            // reported below, like other kinds of wrong addresses
        }
        throw new IllegalStateException(PUBLIC_URL + " is \"" + text
                + "\". It takes the address of this server, such as https://savealife.example.org,"
                + " no slash at the end.");
    }

    private static List<String> secrets(String text) {
        var secrets = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (secrets.stream().anyMatch(secret -> secret.length() < MIN_SECRET_LENGTH)) {
            throw new IllegalStateException(SECRET + " has a secret of less than " + MIN_SECRET_LENGTH
                    + " characters. Make one with: openssl rand -hex 32. Put commas between several.");
        }
        return secrets;
    }

    private static EmailAddress mailto(String text) {
        try {
            return EmailAddress.of(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(MAILTO + " is \"" + text + "\". " + wrong.getMessage(), wrong);
        }
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "UnsubscribeSettings[" + publicUrl + "]";
    }
}
