package org.savealife.mail.feedback;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * The certificates with which Amazon SNS signs, each fetched once. A certificate is trusted if it comes over HTTPS from
 * the SNS host of the topic's region (whose own certificate chain is verified; the file contains no chain), if it is
 * for a name of SNS, and if it is valid now, whenever it was fetched. Thread-safe.
 */
final class SnsCertificates {

    /** SNS changes its certificate about once a year. */
    private static final int MAX_CERTIFICATES = 10;

    private static final int DNS_NAME = 2;

    private final SnsTopic topic;
    private final Clock clock;
    private final Function<URI, byte[]> fetch;
    private final Map<URI, X509Certificate> known = new ConcurrentHashMap<>();

    /** @param fetch reads a URL, see {@link SnsHttpClient#get} */
    SnsCertificates(SnsTopic topic, Clock clock, Function<URI, byte[]> fetch) {
        this.topic = topic;
        this.clock = clock;
        this.fetch = fetch;
    }

    /**
     * The public key of the certificate at that URL.
     *
     * @throws UntrustedEventException if it is not a certificate of SNS
     * @throws java.io.UncheckedIOException if it cannot be fetched now
     */
    PublicKey key(String address) {
        URI url = topic.ours(address)
                .filter(found -> found.getPath().endsWith(".pem"))
                .orElseThrow(() -> new UntrustedEventException("Its certificate is not at a server of Amazon SNS."));
        X509Certificate certificate = known.get(url);
        if (certificate == null) {
            certificate = read(fetch.apply(url));
            if (known.size() >= MAX_CERTIFICATES) {
                known.clear();
            }
            known.put(url, certificate);
        }
        checkValidity(certificate);
        return certificate.getPublicKey();
    }

    private X509Certificate read(byte[] pem) {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            if (names(certificate).stream().noneMatch(topic::isSigner)) {
                throw new UntrustedEventException("Its certificate is not one of Amazon SNS.");
            }
            checkValidity(certificate);
            return certificate;
        } catch (CertificateException | InvalidNameException e) {
            throw new UntrustedEventException("Its certificate cannot be read.", e);
        }
    }

    private void checkValidity(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw new UntrustedEventException("Its certificate is not valid now.", e);
        }
    }

    /** The DNS names of the certificate; if there are none, its common name (RFC 6125 section 6.4.4). */
    private static List<String> names(X509Certificate certificate) throws CertificateException, InvalidNameException {
        var names = new ArrayList<String>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            alternatives.stream()
                    .filter(name -> name.get(0).equals(DNS_NAME))
                    .forEach(name -> names.add(String.valueOf(name.get(1))));
        }
        if (names.isEmpty()) {
            new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .forEach(part -> names.add(String.valueOf(part.getValue())));
        }
        return names;
    }
}
