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
 * The items by which a donor is found without a Scan, written with the donor in one transaction. Each holds
 * {@code donor_id} and {@code city_key}, which make the donor's key. Those of addresses and names also hold
 * {@code shelf}, the partition of the donor's shelf, so that a search for a text and a kind reads only donors of that
 * kind.
 *
 * <ul>
 *   <li>The address guard, {@code EMAIL#<normalised address>} / {@code EMAIL}. The inverted index sorts addresses.
 *   <li>The name, {@code NAME#<its first letter>} / {@code <folded name>#<donor id>}.
 *   <li>The later words of the name, {@code WORD#<first letter>} / {@code <folded name from that word on>#<donor id>},
 *       each with its number, {@code word}, so that {@code willem} finds {@code Jan Willem}, too.
 *   <li>The shelf, {@code DONORS#<status>#<type>} / {@code <city key>#<donor id>}: the donors of one status and type.
 *   <li>The sign-up, {@code SIGNED#<day in UTC>} / {@code <moment>#<donor id>}.
 * </ul>
 *
 * <p>A donor stored by another tool has none of these items, and only lists by city show the donor, until the first
 * change here or a migration ({@link DonorRepository#refile}). Until then a donor stored by an earlier release has no
 * items for later words and the sign-up, and the city key in the others may be a former one.
 */
final class DonorIndexItems {

    /** Partition of the first letters of names, by which all names are found; {@code SK} is the letter. */
    static final String LETTERS = "NAMES";

    static final String GUARD_PREFIX = "EMAIL#";
    static final String GUARD_SORT_KEY = "EMAIL";
    static final String DONOR_ID = "donor_id";
    static final String CITY_KEY = "city_key";
    static final String SHELF = "shelf";

    /** The number of the word of the name to which an entry belongs; the second word has number 0. */
    static final String WORD = "word";

    static final String WORD_PREFIX = "WORD#";
    private static final String NAME_PREFIX = "NAME#";
    private static final String SIGNED_PREFIX = "SIGNED#";
    private static final String SHELF_PREFIX = "DONORS#";
    private static final String NO_TYPE = "UNKNOWN";
    private static final String SEPARATOR = "#";

    private DonorIndexItems() {}

    /** The address guard: reserves the address for the donor. */
    static Item guard(Donor donor) {
        return withShelf(pointer(guardPartition(donor.email()), GUARD_SORT_KEY, donor), donor);
    }

    /** The key of the guard of an address. */
    static Item guardKey(EmailAddress address) {
        return Item.of(guardPartition(address), GUARD_SORT_KEY);
    }

    private static String guardPartition(EmailAddress address) {
        return GUARD_PREFIX + address.normalised();
    }

    /**
     * The key that earlier releases gave to the guard of an address. They read domains by IDNA 2003 (RFC 3490), in
     * which {@code straße.de} is {@code strasse.de}. Nothing if it is the same.
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

    /** All items except the guard. These belong to this donor alone. */
    static List<Item> of(Donor donor) {
        return Stream.concat(
                        Stream.of(name(donor), shelf(DonorPartition.of(donor), donor.id()), signed(donor)),
                        words(donor).stream())
                .toList();
    }

    /** The items of the later words of the name, in the order of the words. */
    static List<Item> words(Donor donor) {
        var words = donor.firstName().laterWords();
        return IntStream.range(0, words.size())
                .mapToObj(number -> withShelf(
                        pointer(wordsWith(words.get(number)), words.get(number) + SEPARATOR + donor.id(), donor)
                                .with(WORD, number),
                        donor))
                .toList();
    }

    /**
     * What the entries of the sign-up and of the later words depend on, except the moment: status, type, city key and
     * name. When it changes, these entries are written anew.
     */
    static String said(Donor donor) {
        return DonorPartition.of(donor).text() + SEPARATOR + donor.firstName().key();
    }

    /** The keys of the entries of later words that belong to a text of {@link #said}. */
    static List<Item> wordsOf(String said, String id) {
        var name = said.substring(said.lastIndexOf(SEPARATOR) + 1);
        return FirstName.laterWords(name).stream()
                .map(word -> Item.of(wordsWith(word), word + SEPARATOR + id))
                .toList();
    }

    /** The item of the sign-up. */
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

    /** Partition of the donors of this status and type. */
    static String shelf(DonorStatus status, BloodType type) {
        return SHELF_PREFIX + status.word() + SEPARATOR + (type == BloodType.UNKNOWN ? NO_TYPE : type.code());
    }

    /** The shelves that may hold donors of the status and type of the query. */
    static Stream<String> shelves(DonorQuery query) {
        return query.status()
                .map(Stream::of)
                .orElseGet(() -> Stream.of(DonorStatus.values()))
                .flatMap(status -> query.type()
                        .map(Stream::of)
                        .orElseGet(() -> Stream.of(BloodType.values()))
                        .map(type -> shelf(status, type)));
    }

    /** The sort key of a donor on a shelf; with an empty id, it sorts before all donors of the city. */
    static String onShelf(String cityKey, String id) {
        return cityKey + SEPARATOR + id;
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
