package org.savealife.donation;

import java.io.Serializable;

/** Counts the donors who would be told of a change of a donation. */
public interface NoticeCounts {

    /**
     * Numbers of donors.
     *
     * @param invited who got the invitation and have not said no
     * @param booked who said that they will come
     */
    record Counts(long invited, long booked) implements Serializable {

        /** The number of donors whom staff want to tell. */
        public long of(Notify told) {
            return switch (told) {
                case ALL -> invited;
                case BOOKED -> booked;
                case NOBODY -> 0;
            };
        }
    }

    Counts of(Donation donation);
}
