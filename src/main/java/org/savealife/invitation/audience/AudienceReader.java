package org.savealife.invitation.audience;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.LedgerPage;

/**
 * Reads an audience's donors of a key range, one ledger page at a time, with larger queries than that. For one
 * thread.
 */
public final class AudienceReader {

    /** Donors in one query: enough that queries cost little, few enough for a small response (1 MB at most). */
    static final int QUERY_LIMIT = 500;

    private final Audience audience;
    private String to;
    private DonorRepository.Walk step;
    private List<String> ids;
    private Map<String, Donor> readable;
    private int position;

    public AudienceReader(Audience audience, String after, String to) {
        this.audience = audience;
        this.to = to;
        this.step = audience.walk(after, to, QUERY_LIMIT);
        this.ids = ids(step);
        this.readable = readable(step);
    }

    /** The donors that were read last. */
    public DonorRepository.Walk step() {
        return step;
    }

    /** Ends the range at that donor id. */
    public void endAt(String donorId) {
        to = donorId;
        if (step.last().compareTo(donorId) > 0) {
            var before = ids.stream().filter(id -> id.compareTo(donorId) <= 0).toList();
            step = part(before, true);
            ids = before;
        }
    }

    /** The next page; an empty last page if no donor is left. */
    public DonorRepository.Walk next() {
        if (position == ids.size() && !step.end()) {
            step = audience.walk(step.last(), to, QUERY_LIMIT);
            ids = ids(step);
            readable = readable(step);
            position = 0;
        }
        var end = Math.min(position + LedgerPage.SIZE, ids.size());
        var page = part(ids.subList(position, end), end == ids.size() && step.end());
        position = end;
        return page;
    }

    private static List<String> ids(DonorRepository.Walk step) {
        return Stream.concat(step.donors().stream().map(Donor::id), step.unreadable().stream())
                .sorted()
                .toList();
    }

    private static Map<String, Donor> readable(DonorRepository.Walk step) {
        var readable = new HashMap<String, Donor>();
        step.donors().forEach(donor -> readable.put(donor.id(), donor));
        return readable;
    }

    private DonorRepository.Walk part(List<String> wanted, boolean end) {
        var found = new ArrayList<Donor>();
        var unreadable = new ArrayList<String>();
        for (var id : wanted) {
            var donor = readable.get(id);
            if (donor == null) {
                unreadable.add(id);
            } else {
                found.add(donor);
            }
        }
        return new DonorRepository.Walk(
                found,
                unreadable,
                wanted.isEmpty() ? "" : audience.key(wanted.get(wanted.size() - 1)),
                end,
                step.readAt());
    }
}
