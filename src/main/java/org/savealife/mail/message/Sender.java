package org.savealife.mail.message;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who the messages are from.
 *
 * @param name as people read it, empty if the address stands alone
 * @param address for the envelope, in ASCII
 * @param header the whole From field with its line end, in ASCII
 */
public record Sender(String name, String address, String header) {

    private static final String NO_NAME = "Savealife";
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[!-~]+");

    /**
     * Reads {@code name@example.org} or {@code Blood bank <name@example.org>}; a domain without a dot is fine here.
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

    /** The same with that name, where it has none. */
    public Sender orNamed(String organisation) {
        return name.isEmpty() ? of(organisation, address) : this;
    }

    /** What is ASCII stays, whatever it is: in a network of one's own host names may have an underscore. */
    private static String wireForm(String domain) {
        return PRINTABLE_ASCII.matcher(domain).matches() ? domain : DomainName.ascii(domain);
    }

    /** What the From field says, in one line. */
    public String field() {
        return header.substring("From: ".length()).replace("\r\n", "");
    }

    /** As people read it. */
    public String text() {
        return name.isEmpty() ? address : name + " <" + address + ">";
    }

    /** What a mail is signed with: the name, or ours where there is none. */
    public String organisation() {
        return name.isEmpty() ? NO_NAME : name;
    }

    /** The part of the address behind the @. */
    public String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
