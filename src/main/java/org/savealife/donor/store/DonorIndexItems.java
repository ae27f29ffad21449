package org.savealife.donor.store;

import java.net.IDN;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.dynamodb.Item;

/**
 * The items by which a donor is found without a Scan, written with the donor in one transaction. Each holds {@code
 * donor_id} and {@code city_key}, which make the donor's key, those of addresses and names also {@code shelf}, the partition
 * of the donor's shelf, so that a search for a text and a kind reads only donors of that kind.
 *
 * <ul>
 *   <li>The address guard, {@code EMAIL#<normalised address>} / {@code EMAIL}: the inverted index sorts addresses.
 *   <li>The name, {@code NAME#<its first letter>} / {@code <folded name>#<donor id>}.
 *   <li>The later words of the name, {@code WORD#<first letter>} / {@code <folded name from that word on>#<donor id>}, with its number,
 *       {@code word}: {@code Jan Willem} is found by {@code willem}, too.
 *   <li>The shelf, {@code DONORS#<status>#<type>} / {@code <city key>#<donor id>}: donors who are alike stand on one.
 *   <li>The sign-up, {@code SIGNED#<day in UTC>} / {@code <moment>#<donor id>}.
 * </ul>
 *
 * A donor stored by another tool has none of these, and is found in the lists by city only, until the first change
 * that is made here, or until a migration has come by ({@link DonorRepository#refile}). So long one whom an earlier release stored has
 * neither later words nor a sign-up, and the city key in its entries may be a former one.
 */
final class DonorIndexItems {

    /** First letters of names, {@code PK} {@code NAMES}, {@code SK} the letter, by which all names are found. */
    static final String LETTERS = "NAMES";

    static final String GUARD_PREFIX = "EMAIL#";
    static final String GUARD_SORT_KEY = "EMAIL";
    static final String DONOR_ID = "donor_id";
    static final String CITY_KEY = "city_key";
    static final String SHELF = "shelf";

    /** Which of the later words of the name an entry is of, from 0 on. */
    static final String WORD = "word";

    static final String WORD_PREFIX = "WORD#";
    private static final String NAME_PREFIX = "NAME#";
    private static final String SIGNED_PREFIX = "SIGNED#";
    private static final String SHELF_PREFIX = "DONORS#";
    private static final String NO_TYPE = "UNKNOWN";
    private static final String SEPARATOR = "#";

    private DonorIndexItems() {}

    /** The address guard, see {@link DonorItem}. */
    static Item guard(Donor donor) {
        return withShelf(pointer(guardPartition(donor.email()), GUARD_SORT_KEY, donor), donor);
    }

    /** The key of an address's guard. */
    static Item guardKey(EmailAddress address) {
        return Item.of(guardPartition(address), GUARD_SORT_KEY);
    }

    private static String guardPartition(EmailAddress address) {
        return GUARD_PREFIX + address.normalised();
    }

    /**
     * The key of the address's guard in releases that took domains by IDNA 2003 (RFC 3490), for which
     * {@code straße.de} was {@code strasse.de}; nothing where it is the same.
     */
    static Optional<Item> formerGuardKey(EmailAddress address) {
        var typed = address.value();
        var domain = typed.indexOf('@') + 1;
        try {
            var ascii = typed.substring(0, domain) + IDN.toASCII(typed.substring(domain), IDN.USE_STD3_ASCII_RULES);
            return Optional.of(ascii.toLowerCase(Locale.ROOT))
                    .filter(former -> !former.equals(address.normalised()))
                    .map(former -> Item.of(GUARD_PREFIX + former, GUARD_SORT_KEY));
        } catch (IllegalArgumentException unknownThen) {
            return Optional.empty();
        }
    }

    /** All but the guard: these belong to the donor alone. */
    static List<Item> of(Donor donor) {
        return Stream.concat(
                        Stream.of(name(donor), shelf(DonorPartition.of(donor), donor.id()), signed(donor)),
                        words(donor).stream())
                .toList();
    }

    /** A name of several words in the order of them, without the first. */
    static List<Item> words(Donor donor) {
        var words = donor.firstName().laterWords();
        return IntStream.range(0, words.size())
                .mapToObj(number -> withShelf(
                        pointer(wordsWith(words.get(number)), words.get(number) + SEPARATOR + donor.id(), donor)
                                .with(WORD, number),
                        donor))
                .toList();
    }

    /** What the entries of the sign-up and of later words say of the donor, beside the moment: all is written anew where it changes. */
    static String said(Donor donor) {
        return DonorPartition.of(donor).text() + SEPARATOR + donor.firstName().key();
    }

    /** The keys of the entries of later words that {@link #said} so of the donor. */
    static List<Item> wordsOf(String said, String id) {
        var name = said.substring(said.lastIndexOf(SEPARATOR) + 1);
        return FirstName.laterWords(name).stream()
                .map(word -> Item.of(wordsWith(word), word + SEPARATOR + id))
                .toList();
    }

    /** The sign-up. */
    static Item signed(Donor donor) {
        var moment = String.format(
                Locale.ROOT, "%015d", Math.max(0, donor.signedUpAt().toEpochMilli()));
        return withShelf(
                pointer(
                        signedOn(LocalDate.ofInstant(donor.signedUpAt(), ZoneOffset.UTC)),
                        moment + SEPARATOR + donor.id(),
                        donor),
                donor);
    }

    /** Partition of the donors who signed up on that day in UTC. */
    static String signedOn(LocalDate day) {
        return SIGNED_PREFIX + day;
    }

    /** Partition of the later words of names that begin with the same letter. */
    static String wordsWith(String foldedText) {
        return WORD_PREFIX + firstLetter(foldedText);
    }

    static String firstLetter(String foldedText) {
        return Character.toString(foldedText.codePointAt(0));
    }

    static Item name(Donor donor) {
        var name = donor.firstName().key();
        return withShelf(pointer(namesWith(name), name + SEPARATOR + donor.id(), donor), donor);
    }

    static Item shelf(DonorPartition filing, String id) {
        return pointer(shelf(filing.status(), filing.type()), onShelf(filing.cityKey(), id), id, filing.cityKey());
    }

    /** Partition of the names that begin with the same letter. */
    static String namesWith(String foldedName) {
        return NAME_PREFIX + firstLetter(foldedName);
    }

    /** Partition of the donors of that status and type. */
    static String shelf(DonorStatus status, BloodType type) {
        return SHELF_PREFIX + status.word() + SEPARATOR + (type == BloodType.UNKNOWN ? NO_TYPE : type.code());
    }

    /** The shelves on which a donor who fits may stand, as far as status and type go. */
    static Stream<String> shelves(DonorQuery query) {
        return query.status()
                .map(Stream::of)
                .orElseGet(() -> Stream.of(DonorStatus.values()))
                .flatMap(status -> query.type()
                        .map(Stream::of)
                        .orElseGet(() -> Stream.of(BloodType.values()))
                        .map(type -> shelf(status, type)));
    }

    /** Where in the shelf a donor stands; with an empty id, in front of all donors of the city. */
    static String onShelf(String cityKey, String id) {
        return cityKey + SEPARATOR + id;
    }

    /** The key of the donor whom an entry stands for. */
    static Item donorKey(Item entry) {
        return Item.of(
                DonorItem.partitionKey(entry.text(DONOR_ID)),
                CityIndexRepository.CITY_PREFIX + entry.text(CITY_KEY));
    }

    private static Item withShelf(Item entry, Donor donor) {
        return entry.with(SHELF, shelf(donor.status(), donor.type()));
    }

    private static Item pointer(String partitionKey, String sortKey, Donor donor) {
        return pointer(partitionKey, sortKey, donor.id(), donor.city().key());
    }

    private static Item pointer(String partitionKey, String sortKey, String id, String cityKey) {
        return Item.of(partitionKey, sortKey).with(DONOR_ID, id).with(CITY_KEY, cityKey);
    }
}
