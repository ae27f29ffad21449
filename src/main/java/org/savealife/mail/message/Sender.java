package org.savealife.mail.message;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The sender of the messages.
 *
 * @param name for people; "" if there is only an address
 * @param address for the envelope, in ASCII
 * @param header the whole From field with its line end, in ASCII
 */
public record Sender(String name, String address, String header) {

    private static final String NO_NAME = "Savealife";
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[!-~]+");

    /**
     * Reads {@code name@example.org} or {@code Blood bank <name@example.org>}; the domain need not have a dot.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Sender parse(String text) {
        if (CONTROL_CHARACTER.matcher(text).find()) {
            throw new IllegalArgumentException("it has a line break or a control character");
        }
        try {
            var from = new InternetAddress(text, true);
            int at = from.getAddress().lastIndexOf('@');
            if (at < 1) {
                throw new IllegalArgumentException("its address has no @");
            }
            from.setAddress(from.getAddress().substring(0, at + 1)
                    + wireForm(from.getAddress().substring(at + 1)));
            if (!PRINTABLE_ASCII.matcher(from.getAddress()).matches()) {
                throw new IllegalArgumentException("its address has characters before the @ that cannot be sent");
            }
            return of(Optional.ofNullable(from.getPersonal()).orElse(""), from.getAddress());
        } catch (AddressException e) {
            throw new IllegalArgumentException("it is no address: " + e.getMessage(), e);
        }
    }

    private static Sender of(String name, String address) {
        try {
            var from = new InternetAddress();
            from.setAddress(address);
            from.setPersonal(name.isEmpty() ? null : name, StandardCharsets.UTF_8.name());
            return new Sender(name, address, MimeUtility.fold("From: ".length(), "From: " + from) + "\r\n");
        } catch (UnsupportedEncodingException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** This sender, with that name if it has none. */
    public Sender orNamed(String organisation) {
        return name.isEmpty() ? of(organisation, address) : this;
    }

    /** ASCII does not change: in a private network, host names may have an underscore. */
    private static String wireForm(String domain) {
        return PRINTABLE_ASCII.matcher(domain).matches() ? domain : DomainName.ascii(domain);
    }

    /** The value of the From field, in one line. */
    public String field() {
        return header.substring("From: ".length()).replace("\r\n", "");
    }

    /** The sender in readable form. */
    public String text() {
        return name.isEmpty() ? address : name + " <" + address + ">";
    }

    /** The name that signs mails; ours if there is none. */
    public String organisation() {
        return name.isEmpty() ? NO_NAME : name;
    }

    /** The part of the address after the @. */
    public String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
