package org.savealife.mail.feedback;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The topic of Amazon SNS with the events of Amazon SES. Only servers and signatures of the topic's own region are
 * accepted.
 *
 * @param domain of AWS in that region
 * @param standIn a server that replaces SNS; empty for SNS itself
 */
public record SnsTopic(String arn, String region, String domain, Optional<URI> standIn) {

    private static final Pattern ARN = Pattern.compile(FeedbackSettings.ARN);

    private static final Pattern SIGNER = Pattern.compile("sns(\\.[a-z0-9-]+|-signing\\.[a-z0-9-]+|-[a-z0-9-]+)?");

    private static final Map<String, String> DOMAINS = Map.of(
            "aws", "amazonaws.com",
            "aws-us-gov", "amazonaws.com",
            "aws-cn", "amazonaws.com.cn",
            "aws-eusc", "amazonaws.eu");

    private static final int HTTPS = 443;

    /** The topic of the settings; empty if none is set. */
    public static Optional<SnsTopic> of(FeedbackSettings settings) {
        return settings.topic().map(arn -> of(arn, settings.endpoint()));
    }

    private static SnsTopic of(String arn, Optional<URI> standIn) {
        var parts = ARN.matcher(arn);
        if (!parts.matches()) {
            throw new IllegalArgumentException("No ARN of a topic: " + arn);
        }
        return new SnsTopic(arn, parts.group(2), DOMAINS.getOrDefault(parts.group(1), ""), standIn);
    }

    /** The URL, if it is one of SNS in the topic's region, because anybody can write one into a message. */
    Optional<URI> ours(String address) {
        try {
            var url = new URI(address);
            return isOurs(url) ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    private boolean isOurs(URI url) {
        if (url.getRawUserInfo() != null || url.getHost() == null) {
            return false;
        }
        return standIn.map(server -> server.getScheme().equals(url.getScheme())
                        && server.getRawAuthority().equals(url.getRawAuthority()))
                .orElseGet(() -> "https".equals(url.getScheme())
                        && url.getHost().equals("sns." + region + "." + domain)
                        && (url.getPort() == -1 || url.getPort() == HTTPS));
    }

    /**
     * Whether certificates of SNS have that name: {@code sns.amazonaws.com}, in some regions
     * {@code sns-signing.<region>.amazonaws.com} or {@code sns-<region>.amazonaws.com}. Nobody else has such names in
     * that domain.
     */
    boolean isSigner(String name) {
        var behind = "." + domain;
        return name.endsWith(behind)
                && SIGNER.matcher(name.substring(0, name.length() - behind.length()))
                        .matches();
    }
}
