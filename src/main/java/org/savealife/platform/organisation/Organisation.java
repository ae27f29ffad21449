package org.savealife.platform.organisation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.platform.config.SettingReader;

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
        String name, String address, List<Contact> contacts, List<Contact> privacyContacts, Optional<Logo> logo) {

    /** Nothing is set. */
    public static final Organisation UNNAMED = new Organisation("", "", List.of(), List.of(), Optional.empty());

    private static final String NAME = "savealife.organisation.name";
    private static final String ADDRESS = "savealife.organisation.address";
    private static final String CONTACT = "savealife.organisation.contact";
    private static final String PRIVACY_CONTACT = "savealife.organisation.privacy-contact";
    private static final String LOGO = "savealife.organisation.logo";

    private static final Pattern WORDS = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}\\s][^\\p{Cc}\\p{Zl}\\p{Zp}]{0,199}");
    private static final String OURS = "Savealife";

    public Organisation {
        contacts = List.copyOf(contacts);
        privacyContacts = List.copyOf(privacyContacts);
    }

    /**
     * Reads and checks the settings.
     *
     * @throws IllegalStateException as {@link org.savealife.platform.config.SettingsValidator} requires
     */
    public static Organisation read(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        var organisation = new Organisation(
                words(reader, NAME),
                words(reader, ADDRESS),
                contacts(settings, CONTACT),
                contacts(settings, PRIVACY_CONTACT),
                settings.apply(LOGO).map(Organisation::logo));
        if (organisation.name.isEmpty() && !organisation.equals(UNNAMED)) {
            throw new IllegalStateException(
                    NAME + " is not set, and other keys that begin with savealife.organisation are. Allowed: a name.");
        }
        return organisation;
    }

    private static String words(SettingReader reader, String key) {
        return reader.matching(key, WORDS, "up to 200 characters in one line")
                .map(String::strip)
                .orElse("");
    }

    private static List<Contact> contacts(Function<String, Optional<String>> settings, String key) {
        return settings.apply(key)
                .map(text -> {
                    try {
                        return Contact.parse(text);
                    } catch (IllegalArgumentException neither) {
                        throw SettingReader.wrong(key, text, Contact.ALLOWED);
                    }
                })
                .orElse(List.of());
    }

    private static Logo logo(String text) {
        try {
            return Logo.read(text);
        } catch (IllegalArgumentException none) {
            throw SettingReader.wrong(LOGO, Logo.shortened(text), Logo.ALLOWED);
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
