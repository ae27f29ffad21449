package org.savealife.invitation;

import java.time.Duration;
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
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.RunId;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Runs, segments and ledger pages as items of the invitations table. All items of a run have the {@code PK} {@code
 * RUN#<run id>} (see {@link RunId}):
 *
 * <ul>
 *   <li>{@code SK} {@code RUN}: {@code status}, {@code reason}, {@code opened_at}, {@code last_change}, {@code
 *       change_id} (a new random text whenever staff change the status), {@code starts_at} and {@code filed_under}
 *       (the donation's start and {@code SK}), {@code segments_open}, counts of the segments that have ended,
 *       counts by day ({@link DayCountItem}), {@code late}; {@code open} (present while the run wants work) and
 *       {@code lease_until} (the time from which it does, in epoch milliseconds); from the first claim on {@code
 *       expected}, {@code expected_as} ({@code counted} or {@code estimated}; absent means estimated, in runs of
 *       earlier releases), {@code quota_per_second}, {@code quota_left}; and once the run was resumed, {@code
 *       going_since} and {@code settled_before}; runs that tell of a change also {@code was_address}, {@code
 *       was_datetime} and {@code was_ends_at}, see {@link Former}; {@code ends_as} ({@code full}) once the run ends
 *       because no seat was free when the donation began. {@code open} is {@code full} while the run waits for a free
 *       seat, and {@code open} while it wants work
 *   <li>{@code SK} {@code SEGMENT#<from>}: {@code to}, {@code cursor}, {@code pass}, {@code failures}, {@code
 *       owner}, {@code lease_until} (epoch milliseconds, see {@link Segment}), {@code ended}, counts of the pages
 *       before the last one, and the same by day ({@link DayCountItem}); segments of the previous release may have
 *       {@code open}
 *   <li>{@code SK} {@code PAGE#<last donor id>}: {@code after}, {@code owner}, {@code state} ({@code SENDING} or
 *       {@code DONE}), {@code outcomes}, {@code times} (see {@link LedgerPage#timesText}), its counts if it is worked
 *       again, and {@code sequence} if the donation had changed
 *   <li>{@code SK} {@code SEGMENT#~}, {@code PAGE#~<round>#<last donor id>}, {@code QUEUE#<donor id>}, {@code
 *       LATE#<donor id>}: late donors, see {@link LateDonorRepository}
 *   <li>{@code SK} {@code SEGMENT#<blank>}, {@code PAGE#<blank><last donor id>}: donors who are booked or wait, in runs
 *       that write to them first
 * </ul>
 *
 * <p>Counts are numbers named {@code sent}, {@code deferred}, {@code unknown}, {@code failed#<code>} and {@code
 * skipped#<reason>}.
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

    static final String ENDS_AS = "ends_as";

    private static final String STARTS_AT = "starts_at";
    private static final String SEQUENCE = "sequence";
    private static final String WAS_ADDRESS = "was_address";
    private static final String WAS_DATETIME = "was_datetime";
    private static final String WAS_ENDS_AT = "was_ends_at";
    private static final String FILED_UNDER = "filed_under";

    /** Number of late donors, in the run's item. */
    static final String LATE = "late";

    private static final String SENT = "sent";
    static final String DEFERRED = "deferred";
    private static final String UNKNOWN = "unknown";
    private static final String FAILED = "failed#";
    private static final String SKIPPED = "skipped#";

    private RunItem() {}

    static String partitionKey(String runId) {
        return "RUN#" + runId;
    }

    static String runId(Item item) {
        return item.partitionKey().substring(partitionKey("").length());
    }

    static Item running(String runId, int segments, Instant now) {
        return run(runId, InvitationRun.Status.RUNNING, now)
                .with("segments_open", segments)
                .with(Tables.OPEN, "open")
                .with(Tables.LEASE_UNTIL, 0);
    }

    static Item skipped(String runId, Instant now, String reason) {
        return run(runId, InvitationRun.Status.SKIPPED, now).with("reason", reason);
    }

    private static Item run(String runId, InvitationRun.Status status, Instant now) {
        return Item.of(partitionKey(runId), RUN)
                .with("status", status.word())
                .with("opened_at", now)
                .with("last_change", now);
    }

    /** The run's item with the values of its donation that are needed there. */
    static Item of(Donation donation, Item run) {
        return run.with(STARTS_AT, donation.startsAt()).with(FILED_UNDER, CityRepository.sortKey(donation.city()));
    }

    /** The run's item with what was said before the change that it tells of. */
    static Item withFormer(Item run, Former former) {
        return run.with(WAS_ADDRESS, former.address())
                .with(WAS_DATETIME, former.startsAt())
                .with(WAS_ENDS_AT, former.startsAt().plus(former.length()));
    }

    static Optional<Former> former(Item run) {
        return run.findInstant(WAS_DATETIME)
                .map(startsAt -> new Former(
                        run.text(WAS_ADDRESS), startsAt, Duration.between(startsAt, run.instant(WAS_ENDS_AT))));
    }

    /**
     * The calendar entry that tells staff that the run needs attention; empty for runs of releases without such
     * entries.
     */
    static Optional<Item> attention(Item run) {
        return run.findText(FILED_UNDER)
                .map(city ->
                        CalendarRepository.attention(RunId.of(runId(run)).donationId(), run.instant(STARTS_AT), city));
    }

    /** Whether a number with that name counts donors who need attention. */
    static boolean isOfFailure(String name) {
        return name.startsWith(FAILED) || name.equals(UNKNOWN);
    }

    /**
     * Whether owners have not given back all segments of a cancelled run. Their counts are missing in the run's
     * item until then.
     */
    public static boolean isLeft(Item run) {
        return status(run) == InvitationRun.Status.CANCELLED
                && run.findNumber("segments_open").orElse(0L) > 0;
    }

    /** The run, from its own item and those of its segments. */
    static InvitationRun run(String runId, List<Item> items) {
        var run = items.stream()
                .filter(item -> item.sortKey().equals(RUN))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Run " + runId + " has segments but no item of its own."));
        var counts = items.stream()
                .filter(item -> item.equals(run) || !isEnded(item))
                .map(RunItem::counts)
                .reduce(Counts.NONE, Counts::plus);
        return new InvitationRun(
                runId,
                status(run),
                reason(run),
                counts,
                plan(run),
                run.instant("opened_at"),
                run.instant("last_change"),
                run.findNumber(LATE).orElse(0L));
    }

    /**
     * The status according to the run's own item. A run without open segments is finished, even if somebody paused
     * it just before its last segment ended.
     */
    static InvitationRun.Status status(Item run) {
        var status = InvitationRun.Status.ofWord(run.text("status"));
        var unfinished = status == InvitationRun.Status.RUNNING || status == InvitationRun.Status.PAUSED;
        return unfinished && run.number("segments_open") == 0 ? InvitationRun.Status.FINISHED : status;
    }

    private static String reason(Item run) {
        return run.findText("reason").or(() -> run.findText(ENDS_AS)).orElse("");
    }

    /** Whether the run waits for a free seat. */
    static boolean isFull(Item run) {
        return status(run) == InvitationRun.Status.PAUSED && reason(run).equals(InvitationRun.FULL);
    }

    /** Whether the run ends because no seat was free when the donation began. */
    static boolean endsFull(Item run) {
        return run.findText(ENDS_AS).isPresent();
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

    /** A new segment without an owner. */
    static Item newSegment(String runId, String from, String to) {
        return Item.of(partitionKey(runId), SEGMENT_PREFIX + from).with("to", to);
    }

    static boolean isSegment(Item item) {
        return item.sortKey().startsWith(SEGMENT_PREFIX);
    }

    /** Whether all donors of the segment are done, and its counts are in the run's item. */
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
                runId(item),
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
        var item = Item.of(partitionKey(segment.runId()), PAGE_PREFIX + page.last())
                .with("after", page.after())
                .with(Tables.OWNER, segment.owner())
                .with("state", page.done() ? DONE : SENDING)
                .with("outcomes", page.text())
                .with("times", page.timesText());
        if (page.sequence() > 0) {
            item = item.with(SEQUENCE, page.sequence());
        }
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
                LedgerPage.parseTimes(item.findText("times").orElse(""), outcomes),
                item.findNumber(SEQUENCE).orElse(0L));
    }

    /** An {@code ADD} clause for the numbers, or "" if there are none. Puts its names and values into the maps. */
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

    /** The counts by their names in items. */
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
