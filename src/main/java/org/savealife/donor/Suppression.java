package org.savealife.donor;

/**
 * Why an address gets no mail, as in {@link Donor#suppression}.
 *
 * @param word {@code bounced}, {@code complained} or a word that staff wrote
 * @param detail the answer of a mail server; empty if it gave none
 */
public record Suppression(String word, String detail) {

    private static final String SEPARATOR = ": ";

    public static Suppression of(String stored) {
        var end = stored.indexOf(SEPARATOR);
        return end < 0
                ? new Suppression(stored, "")
                : new Suppression(stored.substring(0, end), stored.substring(end + SEPARATOR.length()));
    }
}
