package org.savealife.invitation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donor.store.CityRepository;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Runs, segments and ledger pages as items of the invitations table. All of a donation share the {@code PK} {@code
 * RUN#<donation id>}:
 *
 * <ul>
 *   <li>{@code SK} {@code RUN}: {@code status}, {@code reason}, {@code opened_at}, {@code last_change}, {@code change_id}
 *       (another text for each time that staff change its course), {@code starts_at} and {@code filed_under} (the donation's
 *       start and {@code SK}), {@code segments_open}, counts of the segments that have ended, counts by day ({@link DayCountItem}),
 *       {@code late},
 *       {@code open} (there while it wants work) and {@code lease_until} (from when, in epoch milliseconds); from its first
 *       claim on {@code expected}, {@code expected_as} ({@code counted}, or {@code estimated}, which it is where an older
 *       release did not say), {@code quota_per_second}, {@code quota_left} and, once resumed, {@code going_since} and
 *       {@code settled_before}
 *   <li>{@code SK} {@code SEGMENT#<from>}: {@code to}, {@code cursor}, {@code pass}, {@code failures},
 *       {@code owner}, {@code lease_until} (epoch milliseconds, see {@link Segment}), {@code ended}, counts of the pages
 *       before the last, and the same by day ({@link DayCountItem}); of the release before it may be {@code open}
 *   <li>{@code SK} {@code PAGE#<last donor id>}: {@code after}, {@code owner}, {@code state} ({@code SENDING} or {@code
 *       DONE}), {@code outcomes}, {@code times} (see {@link LedgerPage#timesText}), and its counts where it is worked again
 *   <li>{@code SK} {@code SEGMENT#~}, {@code PAGE#~<round>#<last donor id>}, {@code QUEUE#<donor id>}, {@code LATE#<donor
 *       id>}: donors who came late, see {@link LateDonorRepository}
 * </ul>
 *
 * <p>Counts are numbers named {@code sent}, {@code deferred}, {@code unknown}, {@code failed#<code>} and {@code skipped#<reason>}.
 */
public final class RunItem {

    static final String RUN = "RUN";
    static final String SEGMENT_PREFIX = "SEGMENT#";
    static final String PAGE_PREFIX = "PAGE#";
    static final String SENDING = "SENDING";
    static final String DONE = "DONE";
    static final String CHANGE_ID = "change_id";
    static final String EXPECTED_AS = "expected_as";
    static final String COUNTED = "counted";
    static final String ESTIMATED = "estimated";

    private static final String STARTS_AT = "starts_at";
    private static final String FILED_UNDER = "filed_under";

    /** Number of the run's item: donors who came late. */
    static final String LATE = "late";

    private static final String SENT = "sent";
    static final String DEFERRED = "deferred";
    private static final String UNKNOWN = "unknown";
    private static final String FAILED = "failed#";
    private static final String SKIPPED = "skipped#";

    private RunItem() {}

    static String partitionKey(String donationId) {
        return "RUN#" + donationId;
    }

    static String donationId(Item item) {
        return item.partitionKey().substring(partitionKey("").length());
    }

    static Item running(String donationId, Instant now) {
        return run(donationId, InvitationRun.Status.RUNNING, now)
                .with("segments_open", 1)
                .with(Tables.OPEN, "open")
                .with(Tables.LEASE_UNTIL, 0);
    }

    static Item skipped(String donationId, Instant now, String reason) {
        return run(donationId, InvitationRun.Status.SKIPPED, now).with("reason", reason);
    }

    private static Item run(String donationId, InvitationRun.Status status, Instant now) {
        return Item.of(partitionKey(donationId), RUN)
                .with("status", status.word())
                .with("opened_at", now)
                .with("last_change", now);
    }

    /** The item of a run with what is asked of its donation. */
    static Item of(Donation donation, Item run) {
        return run.with(STARTS_AT, donation.startsAt()).with(FILED_UNDER, CityRepository.sortKey(donation.city()));
    }

    /** What has staff look at the run; nothing for one that was opened before there was such a thing. */
    static Optional<Item> attention(Item run) {
        return run.findText(FILED_UNDER)
                .map(city -> CalendarRepository.attention(donationId(run), run.instant(STARTS_AT), city));
    }

    /** Whether a number of that name in an item tells of donors who want attention. */
    static boolean isOfFailure(String name) {
        return name.startsWith(FAILED) || name.equals(UNKNOWN);
    }

    /** Whether segments of a cancelled run are still their owners' to let go, with counts that the run's item lacks. */
    public static boolean isLeft(Item run) {
        return status(run) == InvitationRun.Status.CANCELLED
                && run.findNumber("segments_open").orElse(0L) > 0;
    }

    /** The run as its own item and those of its segments tell. */
    static InvitationRun run(String donationId, List<Item> items) {
        var run = items.stream()
                .filter(item -> item.sortKey().equals(RUN))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Run " + donationId + " has segments but no item of its own."));
        var counts = items.stream()
                .filter(item -> item.equals(run) || !isEnded(item))
                .map(RunItem::counts)
                .reduce(Counts.NONE, Counts::plus);
        return new InvitationRun(
                donationId,
                status(run),
                run.findText("reason").orElse(""),
                counts,
                plan(run),
                run.instant("opened_at"),
                run.instant("last_change"),
                run.findNumber(LATE).orElse(0L));
    }

    /** What the run's own item says. The last segment to end does not look whether somebody paused the run meanwhile. */
    static InvitationRun.Status status(Item run) {
        var status = InvitationRun.Status.ofWord(run.text("status"));
        var unfinished = status == InvitationRun.Status.RUNNING || status == InvitationRun.Status.PAUSED;
        return unfinished && run.number("segments_open") == 0 ? InvitationRun.Status.FINISHED : status;
    }

    private static InvitationRun.Plan plan(Item run) {
        return new InvitationRun.Plan(
                run.findNumber("expected").orElse(InvitationRun.Plan.NOT_KNOWN),
                run.findText(EXPECTED_AS).filter(COUNTED::equals).isEmpty(),
                new SendingQuota(
                        run.findText("quota_per_second").map(Double::valueOf).orElse(0.0),
                        run.findNumber("quota_left").orElse(SendingQuota.UNKNOWN.leftToday())),
                run.findInstant("going_since").orElse(run.instant("opened_at")),
                run.findNumber("settled_before").orElse(0L));
    }

    /** A segment that nobody has begun, owned by nobody. */
    static Item newSegment(String donationId, String from, String to) {
        return Item.of(partitionKey(donationId), SEGMENT_PREFIX + from).with("to", to);
    }

    static boolean isSegment(Item item) {
        return item.sortKey().startsWith(SEGMENT_PREFIX);
    }

    /** Whether no donor of the segment is left, and its counts are in the run's. */
    static boolean isEnded(Item segment) {
        return segment.findText("ended").isPresent();
    }

    static boolean isOwned(Item segment) {
        return segment.findText(Tables.OWNER).isPresent();
    }

    static String segmentSortKey(Segment segment) {
        return SEGMENT_PREFIX + segment.from();
    }

    static Segment segment(Item item) {
        return new Segment(
                donationId(item),
                item.sortKey().substring(SEGMENT_PREFIX.length()),
                item.findText("to").orElse(""),
                item.findText("cursor").orElse(""),
                item.findText(Tables.OWNER).orElse(""),
                item.findNumber(Tables.LEASE_UNTIL).orElse(0L),
                new Segment.Pass(
                        item.findNumber("pass").orElse(0L).intValue(),
                        item.findText("failures").isPresent()));
    }

    public static Item page(Segment segment, LedgerPage page) {
        var item = Item.of(partitionKey(segment.donationId()), PAGE_PREFIX + page.last())
                .with("after", page.after())
                .with(Tables.OWNER, segment.owner())
                .with("state", page.done() ? DONE : SENDING)
                .with("outcomes", page.text())
                .with("times", page.timesText());
        for (var count : attributes(page.counted()).entrySet()) {
            item = item.with(count.getKey(), count.getValue());
        }
        return item;
    }

    static LedgerPage page(Item item) {
        var outcomes = LedgerPage.parse(item.findText("outcomes").orElse(""));
        return new LedgerPage(
                item.findText("after").orElse(""),
                item.sortKey().substring(PAGE_PREFIX.length()),
                outcomes,
                item.text("state").equals(DONE),
                counts(item),
                LedgerPage.parseTimes(item.findText("times").orElse(""), outcomes));
    }

    /** An {@code ADD} clause for the numbers, empty where there are none, with its names and values put in the maps. */
    static String addition(Map<String, Long> numbers, Map<String, String> names, Map<String, AttributeValue> values) {
        var clauses = new ArrayList<String>();
        numbers.forEach((name, count) -> {
            var key = "c" + clauses.size();
            names.put("#" + key, name);
            values.put(":" + key, AttributeValue.fromN(Long.toString(count)));
            clauses.add("#" + key + " :" + key);
        });
        return clauses.isEmpty() ? "" : " ADD " + String.join(", ", clauses);
    }

    /** The counts as they are named in items. */
    static Map<String, Long> attributes(Counts counts) {
        var attributes = new TreeMap<String, Long>();
        if (counts.sent() != 0) {
            attributes.put(SENT, counts.sent());
        }
        if (counts.deferred() != 0) {
            attributes.put(DEFERRED, counts.deferred());
        }
        if (counts.unknown() != 0) {
            attributes.put(UNKNOWN, counts.unknown());
        }
        counts.failed().forEach((code, count) -> attributes.put(FAILED + code, count));
        counts.skipped().forEach((reason, count) -> attributes.put(SKIPPED + reason, count));
        return attributes;
    }

    static Counts counts(Item item) {
        var failed = new HashMap<String, Long>();
        var skipped = new HashMap<String, Long>();
        for (var name : item.attributes().keySet()) {
            if (name.startsWith(FAILED)) {
                failed.put(name.substring(FAILED.length()), item.number(name));
            }
            if (name.startsWith(SKIPPED)) {
                skipped.put(name.substring(SKIPPED.length()), item.number(name));
            }
        }
        return new Counts(
                item.findNumber(SENT).orElse(0L),
                failed,
                skipped,
                item.findNumber(DEFERRED).orElse(0L),
                item.findNumber(UNKNOWN).orElse(0L));
    }
}
