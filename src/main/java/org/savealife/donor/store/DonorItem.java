package org.savealife.donor.store;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.dynamodb.Item;

/**
 * A donor as an item of the main table: {@code PK} {@code DONOR#<id>}, {@code SK} {@code CITY#<city key>}, and these
 * texts:
 *
 * <ul>
 *   <li>{@code first_name}, {@code email}, {@code city} (as typed), {@code type} and {@code language} (codes, absent if
 *       unknown), {@code signed_up_at} (ISO instant);
 *   <li>if the donor agreed in person, {@code consent} (version of the text), {@code consent_at} (ISO instant) and
 *       {@code consent_language} (code, absent if unknown);
 *   <li>if it happened, {@code unsubscribed_at} (ISO instant), {@code suppression} (the reason) and
 *       {@code first_bounce} (day in UTC and reason, if the bounce may not have been caused by the address);
 *   <li>{@code former_cities} of a donor who moved, one a line, the latest first.
 * </ul>
 *
 * <p>The address guard beside it, {@code EMAIL#<normalised address>} / {@code EMAIL}, holds {@code donor_id}, so that
 * an address signs up once.
 *
 * <p>The number {@code revision} grows with each change made here. It tells that the donor's index items
 * ({@link DonorIndexItems}) and counts are kept up to date. A donor whom another tool stored has no revision until the
 * first change here, or a migration.
 *
 * <p>An earlier release may run beside this one. It changes what it knows and leaves the rest alone. Two texts record
 * how this release filed a donor, so that this can be put right: {@code found_as}, on which the index items depend that
 * the earlier release does not know ({@link DonorIndexItems#said}), and {@code filed_as}, the shelf and the count of a
 * donor whose city had another key before {@link org.savealife.platform.migration.Schema#CITY_KEYS} (see
 * {@link DonorPartition}).
 */
final class DonorItem {

    static final String PREFIX = "DONOR#";

    static final String EMAIL = "email";
    static final String TYPE = "type";
    static final String CITY = "city";
    static final String LANGUAGE = "language";
    static final String CONSENT = "consent";
    static final String CONSENT_AT = "consent_at";
    static final String CONSENT_LANGUAGE = "consent_language";
    static final String UNSUBSCRIBED_AT = "unsubscribed_at";
    static final String SUPPRESSION = "suppression";
    static final String FIRST_BOUNCE = "first_bounce";
    static final String REVISION = "revision";
    private static final String FILED_AS = "filed_as";
    private static final String FOUND_AS = "found_as";

    private static final int MAX_ID_LENGTH = 200;

    private static final String FORMER_CITIES = "former_cities";
    private static final String LINE = "\n";
    private static final int MAX_FORMER_CITIES = 10;

    private DonorItem() {}

    /** Whether an item of the main table should be a donor, by its key. */
    static boolean isDonor(Item item) {
        return item.partitionKey().startsWith(PREFIX) && item.sortKey().startsWith(CityIndexRepository.CITY_PREFIX);
    }

    static String partitionKey(String id) {
        return PREFIX + id;
    }

    /** The key of the donor to whom an entry belongs. */
    static Item keyOf(Item entry) {
        return Item.of(
                partitionKey(entry.text(DonorIndexItems.DONOR_ID)),
                CityIndexRepository.CITY_PREFIX + entry.text(DonorIndexItems.CITY_KEY));
    }

    static Item of(Donor donor) {
        var item = edited(Item.of(partitionKey(donor.id()), CityRepository.sortKey(donor.city())), donor)
                .with("signed_up_at", donor.signedUpAt());
        return agreed(item, donor.consent());
    }

    /** The item with the consent given now; if none is given now, an earlier consent stays. */
    static Item agreed(Item item, Consent consent) {
        return consent.isGiven()
                ? item.without(CONSENT_LANGUAGE)
                        .with(CONSENT, consent.version())
                        .with(CONSENT_AT, consent.at())
                        .with(CONSENT_LANGUAGE, consent.language())
                : item;
    }

    /** The donor, or nothing if the item is not valid by our rules, for example because another tool wrote it. */
    static Optional<Donor> read(Item item) {
        try {
            return Optional.of(donor(item));
        } catch (IllegalArgumentException | IllegalStateException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static Donor donor(Item item) {
        return new Donor(
                id(item),
                FirstName.of(item.text("first_name")),
                EmailAddress.of(item.text(EMAIL)),
                BloodType.ofCode(item.findText(TYPE).orElse("")),
                City.of(item.text(CITY)),
                item.findText(LANGUAGE).orElse(""),
                item.instant("signed_up_at"),
                consent(item),
                item.findText(UNSUBSCRIBED_AT).isPresent(),
                item.findText(SUPPRESSION).orElse(""));
    }

    private static String id(Item item) {
        var id = item.partitionKey().substring(PREFIX.length());
        if (!isId(id)) {
            throw new IllegalArgumentException("A donor id is up to 200 visible signs of ASCII.");
        }
        return id;
    }

    /**
     * Visible ASCII characters, because ledgers, cursors and URLs contain ids; a DynamoDB key may be any text. Read for
     * every donor of a run, so it is no regular expression.
     */
    private static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_ID_LENGTH
                && text.charAt(0) != '~'
                && text.chars().allMatch(character -> character > ' ' && character <= '~');
    }

    /** Staff may ask later about a donor's invitations in cities that the donor has left. */
    private static Item withFormerCities(Item item, City now) {
        var cities = cities(item).stream().filter(city -> !city.equals(now)).limit(MAX_FORMER_CITIES);
        return item.without(FORMER_CITIES)
                .with(FORMER_CITIES, cities.map(City::name).collect(Collectors.joining(LINE)));
    }

    /** The cities of the donor: the present one, then the former ones, the latest first. */
    static List<City> cities(Item item) {
        return Stream.concat(
                        item.findText(CITY).stream(),
                        item.findText(FORMER_CITIES).stream().flatMap(names -> Stream.of(names.split(LINE))))
                .map(City::of)
                .distinct()
                .toList();
    }

    private static Consent consent(Item item) {
        return item.findText(CONSENT)
                .flatMap(version -> item.findInstant(CONSENT_AT)
                        .map(at -> new Consent(
                                version, at, item.findText(CONSENT_LANGUAGE).orElse(""))))
                .orElse(Consent.NONE);
    }

    /** The day of the first bounce of the donor's present address. */
    static Optional<LocalDate> firstBounce(Item item) {
        return item.findText(FIRST_BOUNCE).map(text -> LocalDate.parse(text.split(" ", 2)[0]));
    }

    static Item bounced(Item item, LocalDate day, String reason) {
        return item.findText(FIRST_BOUNCE).isPresent() ? item : item.with(FIRST_BOUNCE, day + " " + reason);
    }

    private static Item forgettingBounces(Item item, EmailAddress now) {
        return item.findText(EMAIL).filter(now.value()::equals).isPresent() ? item : item.without(FIRST_BOUNCE);
    }

    /** The item with everything that staff may change as in this donor, and the key that follows from it. */
    static Item edited(Item item, Donor donor) {
        return withFormerCities(forgettingBounces(item, donor.email()), donor.city())
                .without(TYPE)
                .without(LANGUAGE)
                .with(Item.SK, CityRepository.sortKey(donor.city()))
                .with("first_name", donor.firstName().value())
                .with(EMAIL, donor.email().value())
                .with(TYPE, donor.type().code())
                .with(CITY, donor.city().name())
                .with(LANGUAGE, donor.language());
    }

    /** The item of the donor moved to another city; nothing if the donor lives elsewhere, or the item is no donor. */
    static Optional<Item> moved(Item item, City from, City to) {
        return read(item)
                .filter(donor -> donor.city().equals(from))
                .map(donor -> edited(
                        item,
                        new Donor(
                                donor.id(),
                                donor.firstName(),
                                donor.email(),
                                donor.type(),
                                to,
                                donor.language(),
                                donor.signedUpAt(),
                                donor.consent(),
                                donor.unsubscribed(),
                                donor.suppression())));
    }

    /** The item as it is stored after a change: under the key of the donor's city, with the next revision. */
    static Item revised(Item item) {
        return filed(item).with(REVISION, item.findNumber(REVISION).orElse(0L) + 1);
    }

    private static Item filed(Item item) {
        return read(item).map(donor -> filed(item, donor)).orElse(item);
    }

    private static Item filed(Item item, Donor donor) {
        return inCity(item, donor).with(FOUND_AS, DonorIndexItems.said(donor));
    }

    private static Item inCity(Item item, Donor donor) {
        var city = donor.city();
        return item.with(Item.SK, CityRepository.sortKey(city))
                .without(FILED_AS)
                .with(
                        FILED_AS,
                        city.key().equals(city.formerKey())
                                ? ""
                                : DonorPartition.of(donor).text());
    }

    /** Whether this release has filed the donor at any time, even if another release changed the donor since. */
    static boolean isNoted(Item item) {
        return item.findText(FOUND_AS).isPresent();
    }

    /** Whether the donor is filed as this release does it. An item that is no donor counts as filed. */
    static boolean isFiled(Item item) {
        return read(item)
                .map(donor -> item.findNumber(REVISION).isPresent()
                        && filed(item, donor).equals(item))
                .orElse(true);
    }

    /** Whether an earlier release filed the donor, or changed a donor whom this release had filed. */
    static boolean isFiledAsBefore(Item item) {
        return !isFiled(item)
                && read(item)
                        .filter(donor -> isRevisedOrUnderFormerKey(item, donor))
                        .isPresent();
    }

    /** Whether an earlier release filed the donor under the city's former key, or counted the donor there. */
    static boolean isInCityAsBefore(Item item) {
        return read(item)
                .filter(donor -> !inCity(item, donor).equals(item) && isRevisedOrUnderFormerKey(item, donor))
                .isPresent();
    }

    private static boolean isRevisedOrUnderFormerKey(Item item, Donor donor) {
        return item.findNumber(REVISION).isPresent()
                || (CityRepository.key(item.sortKey()).equals(donor.city().formerKey())
                        && !item.sortKey().equals(CityRepository.sortKey(donor.city())));
    }

    /** As what the donor is counted in cities: usually once, never if another tool stored the donor. */
    static Set<DonorPartition> filings(Item item) {
        var filings = new LinkedHashSet<DonorPartition>();
        read(item).filter(donor -> item.findNumber(REVISION).isPresent()).ifPresent(donor -> {
            var key = CityRepository.key(item.sortKey());
            var noted = item.findText(FILED_AS).map(DonorPartition::parse);
            noted.ifPresent(filings::add);
            if (noted.filter(filing -> filing.cityKey().equals(key)).isEmpty()) {
                filings.add(DonorPartition.under(key, donor));
            }
        });
        return filings;
    }

    /** The index items that may exist for the donor, each once. */
    static List<Item> entries(Item item, Donor donor) {
        var entries = new ArrayList<>(List.of(DonorIndexItems.name(donor), DonorIndexItems.signed(donor)));
        entries.addAll(shelves(item, donor));
        entries.addAll(DonorIndexItems.words(donor));
        var keys = entries.stream().map(Item::key).toList();
        item.findText(FOUND_AS).stream()
                .flatMap(said -> DonorIndexItems.wordsOf(said, donor.id()).stream())
                .filter(word -> !keys.contains(word.key()))
                .forEach(entries::add);
        return entries;
    }

    /** The shelves that may hold an entry of the donor. */
    private static List<Item> shelves(Item item, Donor donor) {
        var filings = new LinkedHashSet<>(filings(item));
        filings.add(DonorPartition.of(donor));
        if (!isFiled(item)) {
            filings.add(DonorPartition.under(donor.city().formerKey(), donor));
        }
        return filings.stream()
                .map(filing -> DonorIndexItems.shelf(filing, donor.id()))
                .toList();
    }
}
