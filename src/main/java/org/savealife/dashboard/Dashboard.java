package org.savealife.dashboard;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.savealife.donation.Donation;
import org.savealife.donor.DonorCounts;
import org.savealife.donor.csv.DonorImportJob;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.invitation.DayCounts;
import org.savealife.invitation.InvitationRun;
import org.savealife.mail.RelayState;

/**
 * What the dashboard shows, as of one moment.
 *
 * @param coming the donations that are not over, the next one first
 * @param more whether there are more of them
 * @param attention other coming donations whose runs may need the attention of staff
 * @param runs of all these donations, by donation id; donations whose run has not been opened are left out
 * @param days outcomes of invitations by day, today last
 * @param imports of donors, those of the last day, the newest first
 */
public record Dashboard(
        Donors donors,
        List<Donation> coming,
        boolean more,
        List<Donation> attention,
        Map<String, InvitationRun> runs,
        SortedMap<LocalDate, DayCounts> days,
        List<DonorImportJob> imports,
        Machinery machinery) {

    /**
     * The donors.
     *
     * @param cities that have donors, those with the most first
     * @param signUps by day in UTC, today last
     */
    public record Donors(
            DonorCounts all, List<DonorCountRepository.OfCity> cities, SortedMap<LocalDate, Long> signUps) {

        public Donors {
            cities = List.copyOf(cities);
            signUps = new TreeMap<>(signUps);
        }
    }

    /**
     * The state of what works in the background.
     *
     * @param parked stream records, as far as they were counted
     * @param heldBounces groups of donors whose mail bounced at the same time, and about whom nobody has decided
     *     yet
     * @param relay as this process sees it
     * @param full whether the database has no room left
     * @param reading whether this process reads the stream, if it has to
     */
    public record Machinery(int parked, int heldBounces, RelayState relay, boolean full, boolean reading) {}

    public Dashboard {
        coming = List.copyOf(coming);
        attention = List.copyOf(attention);
        runs = Map.copyOf(runs);
        days = new TreeMap<>(days);
        imports = List.copyOf(imports);
    }
}
