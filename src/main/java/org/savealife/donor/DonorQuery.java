package org.savealife.donor;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.savealife.platform.error.FieldValidator;

/**
 * Which donors a list shows: those for whom all given conditions hold.
 *
 * @param text the beginning of a first name, of a later word of it, or of an address, in any spelling; empty for any
 *     donor
 */
public record DonorQuery(String text, Optional<City> city, Optional<BloodType> type, Optional<DonorStatus> status) {

    private static final int MAX_LENGTH = 254;

    public static final DonorQuery ALL = new DonorQuery("", Optional.empty(), Optional.empty(), Optional.empty());

    public DonorQuery {
        text = text.strip();
    }

    /**
     * Reads the request parameters {@code q}, {@code city}, {@code type} and {@code status}; wrong values are noted in
     * the fields.
     */
    public static DonorQuery read(
            FieldValidator fields,
            Optional<String> text,
            Optional<String> city,
            Optional<String> type,
            Optional<String> status) {
        return new DonorQuery(
                fields.optional("q", text, DonorQuery::limited).orElse(""),
                fields.optional("city", city, City::of),
                fields.optional("type", type.map(DonorQuery::withPlus), BloodType::parse),
                fields.optional("status", status, DonorStatus::ofWord));
    }

    private static String limited(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("Please search for " + MAX_LENGTH + " characters at most.");
        }
        return text;
    }

    /** A plus sign that was not escaped arrives as a blank: {@code ?type=O+}. */
    private static String withPlus(String type) {
        return type.replaceFirst("(?<=^[ABO0]{1,2}) $", "+");
    }

    /** The beginning of the folded names that match. */
    public String name() {
        return TextFolding.foldName(text).replaceAll("\\s+", " ");
    }

    public boolean isForName(Donor donor) {
        return !name().isEmpty() && donor.firstName().key().startsWith(name());
    }

    /**
     * Which of the later words of the donor's name begin with the text: the number of the first in alphabetical order.
     */
    public OptionalInt wordOf(Donor donor) {
        var words = donor.firstName().laterWords();
        return name().isEmpty()
                ? OptionalInt.empty()
                : IntStream.range(0, words.size())
                        .filter(number -> words.get(number).startsWith(name()))
                        .boxed()
                        .min(Comparator.comparing(words::get))
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty);
    }

    /** The beginning of the normalised addresses that match. */
    public String address() {
        return text.toLowerCase(Locale.ROOT);
    }

    public boolean isForAnyKind() {
        return type.isEmpty() && status.isEmpty();
    }

    /** How many of the counted donors have the type and status of this query. */
    public long countIn(DonorCounts counts) {
        return type.map(wanted -> status.map(word -> counts.of(word, wanted)).orElseGet(() -> counts.of(wanted)))
                .orElseGet(() -> status.map(counts::of).orElseGet(counts::donors));
    }

    public boolean fits(Donor donor) {
        return city.filter(wanted -> !wanted.equals(donor.city())).isEmpty()
                && type.filter(wanted -> wanted != donor.type()).isEmpty()
                && status.filter(wanted -> wanted != donor.status()).isEmpty();
    }

    /** Personal data stays out of logs. */
    @Override
    public String toString() {
        return "DonorQuery[…]";
    }
}
