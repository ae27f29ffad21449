package org.savealife.donation;

import java.util.List;
import java.util.stream.Stream;

/**
 * A field of a donation that has changed.
 *
 * @param field by its name in the API: {@code datetime}, {@code ends_at}, {@code address} or {@code note}
 * @param before the former value: a text, or an ISO instant; "" for none
 * @param after the new value, likewise
 */
public record Difference(String field, String before, String after) {

    /** What has changed from one version of a donation to another, in the order in which people read it. */
    public static List<Difference> between(Donation before, Donation after) {
        return Stream.of(
                        new Difference(
                                "datetime",
                                before.startsAt().toString(),
                                after.startsAt().toString()),
                        new Difference("ends_at", end(before), end(after)),
                        new Difference("address", before.address(), after.address()),
                        new Difference("note", before.note(), after.note()))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }

    private static String end(Donation donation) {
        return donation.endsAt().map(Object::toString).orElse("");
    }

    /** Whether the values are moments. */
    public boolean isTime() {
        return field.equals("datetime") || field.equals("ends_at");
    }
}
