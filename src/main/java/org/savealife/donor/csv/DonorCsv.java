package org.savealife.donor.csv;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.savealife.donor.Donor;
import org.savealife.donor.TextFolding;

/**
 * Donors as CSV (RFC 4180): the columns that we write ({@link org.savealife.platform.http.CsvResponse}) and those that
 * we read.
 */
final class DonorCsv {

    /**
     * The columns that are read, with the names that people and programs give them, the likeliest first. Names are
     * compared in lower case, letters only.
     */
    enum Column {
        FIRST_NAME("firstname givenname fname voornaam roepnaam prenom vorname name fullname naam nom"),
        EMAIL("email emailaddress emailadres emailvalue mail mailadres"
                + " emailadresse adresseemail courriel address adres"),
        TYPE("type bloodtype bloodgroup bloedgroep bloedtype blutgruppe groupesanguin"),
        CITY("city town plaats woonplaats stad gemeente ville stadt ort wohnort homecity addresscity businesscity"),
        LANGUAGE("language taal langue sprache");

        private static final Set<String> WHOLE_NAMES = Set.of("name", "fullname", "naam", "nom");
        private static final Pattern BLANK = Pattern.compile(" ");
        private static final Pattern IN_BRACKETS = Pattern.compile("\\([^()]*\\)");

        private final String names;

        Column(String names) {
            this.names = names;
        }

        /** The place of the column in the head of a file, under the likeliest of its names. */
        Optional<Integer> among(List<String> head) {
            var plain = head.stream().map(Column::plain).toList();
            return BLANK.splitAsStream(names)
                    .map(plain::indexOf)
                    .filter(place -> place >= 0)
                    .findFirst();
        }

        static boolean isOfWholeNames(String head) {
            return WHOLE_NAMES.contains(plain(head));
        }

        private static String plain(String head) {
            return TextFolding.fold(IN_BRACKETS.matcher(head).replaceAll(""))
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}]", "");
        }

        boolean isNeeded() {
            return this != TYPE && this != LANGUAGE;
        }

        /** The name of the column in the API and in files that we write. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final List<String> HEAD =
            List.of("first_name", "email", "type", "city", "language", "status", "signed_up_at");

    /** Head of a file of lines that could not be imported. Once they are corrected, the file can be imported. */
    static final List<String> HEAD_OF_ERRORS =
            List.of("first_name", "email", "type", "city", "language", "line", "problem");

    private static final String MAILTO = "mailto:";

    private DonorCsv() {}

    /**
     * The address in a cell to which a mail program has added more: {@code Anna Jansen <anna@example.org>},
     * {@code mailto:anna@example.org?subject=…}. If there may be two addresses, the cell as it is.
     */
    static String address(String cell) {
        var open = cell.indexOf('<');
        var inside = open >= 0 && open == cell.lastIndexOf('<') && cell.indexOf('>') > open
                ? cell.substring(open + 1, cell.indexOf('>'))
                : cell;
        var bare = inside.strip();
        return bare.regionMatches(true, 0, MAILTO, 0, MAILTO.length())
                ? bare.substring(MAILTO.length()).split("\\?", 2)[0]
                : bare;
    }

    /** A row for {@link #HEAD}. */
    static List<String> row(Donor donor) {
        return List.of(
                donor.firstName().value(),
                donor.email().value(),
                donor.type().code(),
                donor.city().name(),
                donor.language(),
                donor.status().word(),
                donor.signedUpAt().toString());
    }
}
