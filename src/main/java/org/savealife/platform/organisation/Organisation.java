package org.savealife.platform.organisation;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.SettingKey;

/**
 * The organisation that runs this site and keeps the donors' data, from {@code savealife.organisation.*}. What is not
 * set is empty. Pages, mails and calendar entries show it to donors.
 *
 * @param address postal address in one line
 * @param contacts how donors can contact it
 * @param privacyContacts contacts for questions about personal data, for example the data protection officer
 * @see <a href="https://eur-lex.europa.eu/eli/reg/2016/679/oj">Regulation (EU) 2016/679 (GDPR), Article 13(1)(a) and
 *     (b)</a>
 */
public record Organisation(
        @SettingKey(value = NAME, required = false, allowed = ONE_LINE) @Pattern(regexp = WORDS)
        String name,

        @SettingKey(value = "savealife.organisation.address", required = false, allowed = ONE_LINE)
        @Pattern(regexp = WORDS)
        String address,

        @SettingKey(value = "savealife.organisation.contact", allowed = Contact.ALLOWED)
        List<Contact> contacts,

        @SettingKey(value = "savealife.organisation.privacy-contact", allowed = Contact.ALLOWED)
        List<Contact> privacyContacts,

        @SettingKey(value = "savealife.organisation.logo", allowed = Logo.ALLOWED)
        Optional<Logo> logo) {

    /** Nothing is set. */
    public static final Organisation UNNAMED = new Organisation("", "", List.of(), List.of(), Optional.empty());

    private static final String NAME = "savealife.organisation.name";

    @SuppressWarnings("UnusedVariable") // it is used in the record\'s header
    private static final String ONE_LINE = "up to 200 characters in one line";

    private static final String WORDS = "[^\\p{Cc}\\p{Zl}\\p{Zp}\\s][^\\p{Cc}\\p{Zl}\\p{Zp}]{0,199}";
    private static final String OURS = "Savealife";

    /** @throws InvalidSettingException if it has no name, but other parts */
    public Organisation {
        name = name.strip();
        address = address.strip();
        contacts = List.copyOf(contacts);
        privacyContacts = List.copyOf(privacyContacts);
        if (name.isEmpty()
                && !(address.isEmpty() && contacts.isEmpty() && privacyContacts.isEmpty() && logo.isEmpty())) {
            throw new InvalidSettingException(
                    NAME + " is not set, and other keys that begin with savealife.organisation are. Allowed: a name.");
        }
    }

    /** The title of pages: its name, or ours if it has none. */
    public String getTitle() {
        return nameOr(OURS);
    }

    /** Its name, or the other one if it has none. */
    public String nameOr(String other) {
        return name.isEmpty() ? other : name;
    }

    /** Its address and contacts in one line; "" if there are none. */
    public String reachedAt() {
        return Stream.concat(Stream.of(address), contacts.stream().map(Contact::text))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** The first e-mail address among the contacts. */
    public Optional<String> email() {
        return contacts.stream().flatMap(contact -> contact.email().stream()).findFirst();
    }
}
