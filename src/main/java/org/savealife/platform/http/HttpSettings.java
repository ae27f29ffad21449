package org.savealife.platform.http;

import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.savealife.platform.config.DurationRange;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.SettingKey;

/**
 * How browsers and other clients reach this server.
 *
 * @param publicUrl where people reach this server, without a slash at the end; see {@link PublicUrl}
 * @param proxyHeader the header in which the proxy writes the client's address (RFC 9110 section 5.6.2); see
 *     {@link ClientAddress}
 * @param session how long a browser stays signed in without activity
 */
public record HttpSettings(
        @SettingKey(value = PUBLIC_URL, required = false) String publicUrl,

        @SettingKey(value = "savealife.proxy.header", allowed = "the name of one header, like X-Forwarded-For")
        Optional<@Pattern(regexp = "[A-Za-z0-9!#$%&'*+.^_`|~-]+") String> proxyHeader,

        @SettingKey("savealife.session.minutes") @DurationRange(unit = ChronoUnit.MINUTES, min = 1, max = A_WEEK)
        Duration session) {

    private static final String PUBLIC_URL = "savealife.public-url";

    @SuppressWarnings("UnusedVariable") // it is used in the record\'s header
    private static final int A_WEEK = 7 * 24 * 60;

    /** @throws InvalidSettingException if the public URL cannot be used */
    public HttpSettings {
        if (!isServer(publicUrl)) {
            throw new InvalidSettingException(PUBLIC_URL + " is \"" + publicUrl
                    + "\". It takes the address of this server, such as https://savealife.example.org, no slash at the"
                    + " end.");
        }
    }

    private static boolean isServer(String text) {
        try {
            var url = new URI(text);
            var scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            return Set.of("http", "https").contains(scheme)
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && text.chars().allMatch(character -> character >= '!' && character <= '~')
                    && !text.endsWith("/");
        } catch (URISyntaxException noUrl) {
            return false;
        }
    }
}
