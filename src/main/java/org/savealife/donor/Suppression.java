package org.savealife.donor;

/**
 * Why an address gets no mail, as {@link Donor#suppression} has it.
 *
 * @param word {@code bounced}, {@code complained} or whatever somebody wrote
 * @param detail what a mail server said; empty where it said nothing
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
