package org.savealife.donor.store;

import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorStatus;

/** As what a donor is counted in a city, and on which shelf the donor is there. */
record DonorPartition(DonorStatus status, BloodType type, String cityKey) {

    private static final String SEPARATOR = "#";

    static DonorPartition of(Donor donor) {
        return under(donor.city().key(), donor);
    }

    /** The donor's partition under another city key. */
    static DonorPartition under(String cityKey, Donor donor) {
        return new DonorPartition(donor.status(), donor.type(), cityKey);
    }

    /** Reads the text that {@link #text} returns. */
    static DonorPartition parse(String text) {
        var end = text.indexOf(SEPARATOR);
        var kind = text.substring(0, end).split(" ", 2);
        return new DonorPartition(
                DonorStatus.ofWord(kind[0]), BloodType.ofCode(kind.length > 1 ? kind[1] : ""), text.substring(end + 1));
    }

    /** For example {@code subscribed O+#lodz}. */
    String text() {
        return kind() + SEPARATOR + cityKey;
    }

    /** The name of a number in the counts. */
    static String kind(DonorStatus status, BloodType type) {
        return (status.word() + " " + type.code()).strip();
    }

    /** For example {@code subscribed O+}, or {@code subscribed} if the type is not known. */
    String kind() {
        return kind(status, type);
    }
}
