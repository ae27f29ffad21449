package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Runs, their segments and their ledger in the invitations table (see {@link RunItem}).
 *
 * <p>Every write of an owner checks in the same request that the segment is still its own, and fails with {@link
 * LeaseLostException} if not: two nodes never work one page. An owner is a node and a claim; it keeps what it owns while
 * the node's {@link org.savealife.invitation.worker.Heartbeat heart beats}.
 */
@ApplicationScoped
public class RunRepository {

    /** How long a node whose heart is silent keeps what it owns. */
    public static final Duration LEASE = Duration.ofSeconds(10);

    /** Most segments of a run: they and the run fit into one transaction, which takes 100 items. */
    static final int MAX_SEGMENTS = 64;

    private static final String OWNED = "#owner = :owner";
    private static final String NOT_OWNED = "attribute_not_exists(#owner) AND attribute_not_exists(#ended)";

    /** Of runs whose end is remembered, which does not change. */
    private static final int MAX_REMEMBERED = 10_000;

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Transactions transactions;

    @Inject
    Clock clock;

    @Inject
    ZoneId zone;

    @Inject
    @ConfigProperty(name = "savealife.retention.invitations")
    int keptDays;

    private final Map<String, Optional<Long>> ends = new ConcurrentHashMap<>();

    /**
     * Opens the run of a donation; for one that is past or called off, records that it was skipped. Repeatable: a donation
     * has one run.
     *
     * @return whether there was none before
     */
    public boolean open(Donation donation) {
        var now = clock.instant();
        var reason = EligibilityRules.reasonNotToRun(donation, now);
        var items = reason.isPresent()
                ? List.of(RunItem.of(donation, RunItem.skipped(donation.id(), now, reason.get())))
                : List.of(
                        RunItem.of(donation, RunItem.running(donation.id(), now)),
                        RunItem.newSegment(donation.id(), "", Segment.BEHIND_ALL));
        var from = donation.isPast(now) ? now : donation.startsAt();
        try {
            transactions.write(Stream.concat(
                            items.stream()
                                    .map(item -> new Retention(keptDays).limit(item, from))
                                    .map(item -> Transactions.putNew(tables.invitations(), item)),
                            Stream.of(
                                    Transactions.delete(tables.invitations(), DonationRepository.bell(donation.id()))))
                    .toList());
            return true;
        } catch (Transactions.ConditionFailedException openedBefore) {
            return false;
        }
    }

    /** Those of the donations that have a run, of whatever status. One read for a hundred. */
    public Set<String> existing(Collection<String> donationIds) {
        return read(donationIds).stream().map(RunItem::donationId).collect(Collectors.toSet());
    }

    private List<Item> read(Collection<String> donationIds) {
        var keys =
                donationIds.stream().map(RunRepository::runKey).map(Item::from).toList();
        return BatchGet.read(dynamoDb, tables.invitations(), keys);
    }

    /** Where the run stands; nothing where the donation has none. One read of one item. */
    public Optional<InvitationRun.Status> status(String donationId) {
        return get(donationId, RunItem.RUN).map(RunItem::status);
    }

    /** The run as it stands; the counts lag behind by a page a segment. */
    public Optional<InvitationRun> find(String donationId) {
        var items = runAndSegments(donationId);
        return items.isEmpty() ? Optional.empty() : Optional.of(RunItem.run(donationId, items));
    }

    /**
     * The runs of several donations, by donation; those that have none are left out. One read for each hundred: the counts of
     * those that are going lag behind by {@link #settle}. Another read for each that was cancelled while it was worked, until
     * its owners have let go.
     */
    public Map<String, InvitationRun> findAll(Collection<String> donationIds) {
        var found = new HashMap<String, InvitationRun>();
        for (var item : read(donationIds)) {
            var donationId = RunItem.donationId(item);
            var run = RunItem.run(donationId, List.of(item));
            found.put(donationId, RunItem.isLeft(item) ? find(donationId).orElse(run) : run);
        }
        return found;
    }

    /** The run's own item, then those of its segments; none where the donation has no run. */
    public List<Item> runAndSegments(String donationId) {
        return runAndSegments(donationId, true);
    }

    private List<Item> runAndSegments(String donationId, boolean asOfNow) {
        return Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK >= :first")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":first", AttributeValue.fromS(RunItem.RUN)))
                        .consistentRead(asOfNow))
                .items());
    }

    /**
     * The ledger page that tells what became of the donor: that of those who came late, else the one that covers the donor's
     * key, if the run has come that far.
     */
    public Optional<LedgerPage> findPage(String donationId, String donorId) {
        return get(donationId, LateDonorRepository.LATE_PREFIX + donorId)
                .flatMap(late -> page(donationId, late.text(LateDonorRepository.PAGE)))
                .or(() -> coveringPage(donationId, donorId));
    }

    /** The ledger page that ends at the key. */
    Optional<LedgerPage> page(String donationId, String last) {
        return get(donationId, RunItem.PAGE_PREFIX + last).map(RunItem::page);
    }

    /** The ledger page that covers the donor's key, if the run has come that far. */
    Optional<LedgerPage> coveringPage(String donationId, String donorId) {
        return pages(donationId, donorId, Segment.BEHIND_ALL, 1).stream()
                .filter(page -> page.covers(donorId))
                .findFirst();
    }

    /**
     * Ledger pages in key order.
     *
     * @param from donor id at or behind which they end
     * @param to donor id at or before which they end
     */
    public List<LedgerPage> pages(String donationId, String from, String to, int limit) {
        var items = dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + from),
                                ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + to)))
                        .consistentRead(true)
                        .limit(limit))
                .items();
        return Item.listOf(items).stream().map(RunItem::page).toList();
    }

    /**
     * What wants something of workers, each as a donation's id.
     *
     * @param runs that want work now, those that have waited longest first
     * @param announced donations that have been announced and have no run yet: the stream brings them
     */
    public record Work(List<String> runs, Set<String> announced) {

        public Work {
            runs = List.copyOf(runs);
            announced = Set.copyOf(announced);
        }
    }

    /** What there is to do now. A read unit brings some hundred runs. */
    public Work findWork() {
        return findOpen(clock.millis());
    }

    /** Donations whose run may want work, now or later. */
    List<String> findOpen() {
        return findOpen(Long.MAX_VALUE).runs();
    }

    /** A run of a release before is told by its segments, which were in the index then. */
    private Work findOpen(long until) {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .indexName(Tables.OPEN_SEGMENTS_INDEX)
                .keyConditionExpression("#open = :open AND #until <= :until")
                .expressionAttributeNames(Map.of("#open", Tables.OPEN, "#until", Tables.LEASE_UNTIL))
                .expressionAttributeValues(Map.of(":open", AttributeValue.fromS("open"), ":until", number(until)))
                .build();
        var items = dynamoDb.queryPaginator(request).items().stream()
                .map(Item::from)
                .collect(Collectors.partitioningBy(item -> item.sortKey().equals(DonationRepository.BELL)));
        return new Work(
                items.getOrDefault(false, List.of()).stream()
                        .map(RunItem::donationId)
                        .distinct()
                        .toList(),
                items.getOrDefault(true, List.of()).stream()
                        .map(RunItem::donationId)
                        .collect(Collectors.toSet()));
    }

    /**
     * Segments of a run that are to be worked, or are being worked, in key order: those that have not ended, and where the run
     * is paused those that somebody has still to {@link #pauseSegment}. Sees to it on the way that the run is in the index from when
     * it wants work, and not where it wants none any more.
     */
    public List<Segment> workable(String donationId) {
        var seen = runAndSegments(donationId, false);
        if (seen.isEmpty() || isListedRight(seen)) {
            return segments(seen);
        }
        var sure = runAndSegments(donationId, true);
        if (!sure.isEmpty() && !isListedRight(sure)) {
            listRight(sure);
        }
        return segments(sure);
    }

    private static List<Segment> segments(List<Item> runAndSegments) {
        return runAndSegments.stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item))
                .filter(item -> RunItem.status(runAndSegments.get(0)) != InvitationRun.Status.PAUSED
                        || RunItem.isOwned(item)
                        || !DayCountItem.byDay(item).isEmpty())
                .map(RunItem::segment)
                .toList();
    }

    /** From when the run wants work, 0 for now; nothing where it wants none. Of those that own a segment one may die. */
    private OptionalLong wantedFrom(List<Item> runAndSegments) {
        var now = clock.millis();
        return segments(runAndSegments).stream()
                .mapToLong(segment -> segment.owner().isEmpty() ? segment.leaseUntil() : 0)
                .map(time -> time > now ? time : 0)
                .min();
    }

    private boolean isListedRight(List<Item> runAndSegments) {
        var run = runAndSegments.get(0);
        var wanted = wantedFrom(runAndSegments);
        var listed = run.findText(Tables.OPEN).isPresent();
        return listed == wanted.isPresent()
                && (wanted.orElse(0) == 0 || wanted.getAsLong() == run.number(Tables.LEASE_UNTIL));
    }

    /** Unless somebody has steered the run meanwhile, who has seen to it then, or the next look does. */
    private void listRight(List<Item> runAndSegments) {
        var run = runAndSegments.get(0);
        var wanted = wantedFrom(runAndSegments);
        if (wanted.isEmpty()) {
            updateIndex(
                    run,
                    "REMOVE #open, #until",
                    "#status <> :running OR #segments = :none",
                    Map.of("#status", "status", "#segments", "segments_open"),
                    Map.of(":running", word(InvitationRun.Status.RUNNING), ":none", number(0)));
        } else {
            updateIndex(
                    run,
                    "SET #open = :open, #until = :until",
                    "#change = :change AND (#until = :seen OR attribute_not_exists(#until))",
                    Map.of("#change", "last_change"),
                    Map.of(
                            ":open", AttributeValue.fromS("open"),
                            ":until", number(wanted.getAsLong()),
                            ":change", AttributeValue.fromS(run.text("last_change")),
                            ":seen", number(run.findNumber(Tables.LEASE_UNTIL).orElse(0L))));
        }
    }

    private void updateIndex(
            Item run,
            String expression,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        var all = new HashMap<>(names);
        all.put("#open", Tables.OPEN);
        all.put("#until", Tables.LEASE_UNTIL);
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(run.key())
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeNames(all)
                    .expressionAttributeValues(values));
        } catch (ConditionalCheckFailedException steered) {
            // not ours to say then
        }
    }

    /** Makes the node the owner of a segment that is as it was seen; nothing if its owner, or another, was faster. */
    public Optional<Segment> claim(Segment seen, String node) {
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(Segment.newOwner(node)),
                ":now", number(clock.millis()),
                ":seen", number(seen.leaseUntil())));
        if (!seen.owner().isEmpty()) {
            values.put(":before", AttributeValue.fromS(seen.owner()));
        }
        try {
            // a release before had open segments in the index
            var claimed = dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(key(seen))
                    .updateExpression("SET #owner = :owner, #until = :now REMOVE #open")
                    .conditionExpression("attribute_exists(PK) AND attribute_not_exists(#ended) AND "
                            + (seen.owner().isEmpty() ? "attribute_not_exists(#owner)" : "#owner = :before")
                            + " AND (#until = :seen OR attribute_not_exists(#until))")
                    .expressionAttributeNames(Map.of(
                            "#owner", Tables.OWNER,
                            "#until", Tables.LEASE_UNTIL,
                            "#open", Tables.OPEN,
                            "#ended", "ended"))
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW));
            return Optional.of(RunItem.segment(Item.from(claimed.attributes())));
        } catch (ConditionalCheckFailedException taken) {
            return Optional.empty();
        }
    }

    /** Confirms a claim after the node was silent: who has seen it silent cannot take the segment any more. */
    public void renew(Segment segment) {
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(key(segment))
                    .updateExpression("SET #until = :until")
                    .conditionExpression(OWNED)
                    .expressionAttributeNames(Map.of("#owner", Tables.OWNER, "#until", Tables.LEASE_UNTIL))
                    .expressionAttributeValues(
                            Map.of(":owner", AttributeValue.fromS(segment.owner()), ":until", millis(Duration.ZERO))));
        } catch (ConditionalCheckFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    /** Gives the segment back, so that any node can go on after the wait; what its last page has come to is counted by then. */
    public void release(Segment segment, Duration wait) {
        var page = heldPage(segment);
        var names = new HashMap<>(Map.of("#owner", Tables.OWNER, "#until", Tables.LEASE_UNTIL));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()), ":until", wait.isZero() ? number(0) : millis(wait)));
        var expression = "SET #until = :until REMOVE #owner" + RunItem.addition(inSegment(added(page)), names, values);
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(update(key(segment), expression, OWNED, names, values));
        writes.addAll(counted(segment, page));
        writeOwned(segment, writes);
    }

    /** The page at the segment's cursor; who owned the segment before, and may still be about, cannot write it any more. */
    Optional<LedgerPage> heldPage(Segment segment) {
        if (segment.cursor().isEmpty()) {
            return Optional.empty();
        }
        return get(segment.donationId(), RunItem.PAGE_PREFIX + segment.cursor())
                .map(item -> item.text(Tables.OWNER).equals(segment.owner())
                        ? RunItem.page(item)
                        : reclaimPage(segment, RunItem.page(item)));
    }

    private static Counts added(Optional<LedgerPage> page) {
        return page.map(LedgerPage::added).orElse(Counts.NONE);
    }

    /** Notes on the page that all it has come to is in the counts, where that was not so. */
    private List<TransactWriteItem> counted(Segment segment, Optional<LedgerPage> page) {
        return page
                .filter(last -> !last.added().equals(Counts.NONE))
                .map(last ->
                        item(segment, last.countedAs(Counts.of(last.outcomes().values()))))
                .map(item -> TransactWriteItem.builder()
                        .put(put -> put.tableName(tables.invitations())
                                .item(item.attributes())
                                .conditionExpression(OWNED)
                                .expressionAttributeNames(Map.of("#owner", Tables.OWNER))
                                .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(segment.owner()))))
                        .build())
                .stream()
                .toList();
    }

    /** Gives the segment of a run that is paused or cancelled back, without its counts, which go where all are kept. */
    public void pauseSegment(Segment segment) {
        var page = heldPage(segment);
        if (status(segment.donationId())
                .filter(InvitationRun.Status.CANCELLED::equals)
                .isPresent()) {
            end(segment, added(page));
            return;
        }
        var item = item(segment);
        var days = days(item, added(page));
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(settled(counts(item).plus(added(page))));
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(ifNotRunning(segment.donationId(), numbers));
        writes.add(letGo(segment, item, Map.of(), added(page).deferred()));
        writes.addAll(counted(segment, page));
        writes.addAll(filed(days));
        writes.addAll(attention(segment.donationId(), numbers));
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException goesOn) {
            release(segment, Duration.ZERO);
        }
    }

    /**
     * Moves what the segment has come to so far into the item of the run and the counts by day, where those look who do not
     * look at each segment. To be called by the owner, between its other writes, every so often.
     */
    public void settle(Segment segment) {
        var item = item(segment);
        var days = item.map(DayCountItem::byDay).orElse(Map.of());
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(settled(counts(item)));
        if (numbers.isEmpty()) {
            return;
        }
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var expression = RunItem.addition(numbers, names, values).strip();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(taken(segment, item));
        writes.add(update(runKey(segment.donationId()), expression, "attribute_exists(PK)", names, values));
        writes.addAll(filed(days));
        writes.addAll(attention(segment.donationId(), numbers));
        writeOwned(segment, writes);
    }

    /** Takes from the segment what was moved. */
    private TransactWriteItem taken(Segment segment, Optional<Item> item) {
        var names = new HashMap<>(movedNames(item));
        var removed = String.join(", ", names.keySet());
        names.put("#owner", Tables.OWNER);
        return update(
                key(segment),
                "REMOVE " + removed,
                OWNED,
                names,
                Map.of(":owner", AttributeValue.fromS(segment.owner())));
    }

    /** What of a segment's counts moves to the run: all but those put off, whom the segment takes up again. */
    private static Map<String, Long> settled(Counts counts) {
        var numbers = new TreeMap<>(RunItem.attributes(counts));
        numbers.remove(RunItem.DEFERRED);
        return numbers;
    }

    private static Counts counts(Optional<Item> segment) {
        return segment.map(RunItem::counts).orElse(Counts.NONE);
    }

    /** The names of what moves, by placeholders for them. */
    private static Map<String, String> movedNames(Optional<Item> segment) {
        var names = new HashMap<String, String>();
        segment.map(DayCountItem::namesByDay)
                .orElse(Map.of())
                .forEach((name, placeholder) -> names.put(placeholder, name));
        settled(counts(segment)).keySet().forEach(name -> names.put("#m" + names.size(), name));
        return names;
    }

    /** Has the run looked at where failures become known. */
    private List<TransactWriteItem> attention(String donationId, Map<String, Long> numbers) {
        return numbers.keySet().stream().anyMatch(RunItem::isOfFailure)
                ? mark(donationId).map(item -> Transactions.put(tables.invitations(), item)).stream()
                        .toList()
                : List.of();
    }

    private Optional<Item> mark(String donationId) {
        return get(donationId, RunItem.RUN).flatMap(RunItem::attention);
    }

    /** Adds to the run's item, if there is anything, where the run is not going. */
    private TransactWriteItem ifNotRunning(String donationId, Map<String, Long> numbers) {
        var condition = "attribute_exists(PK) AND #status <> :running";
        var names = new HashMap<>(Map.of("#status", "status"));
        var values = new HashMap<>(Map.of(":running", word(InvitationRun.Status.RUNNING)));
        if (!numbers.isEmpty()) {
            var expression = RunItem.addition(numbers, names, values).strip();
            return update(runKey(donationId), expression, condition, names, values);
        }
        return checkOfRun(donationId, condition, names, values);
    }

    private TransactWriteItem checkOfRun(
            String donationId, String condition, Map<String, String> names, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .conditionCheck(check -> check.tableName(tables.invitations())
                        .key(runKey(donationId))
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    /**
     * Begins a run: splits its one segment, and says what is foreseen. The segment stays its owner's, up to the first
     * boundary.
     *
     * @param split of {@link #MAX_SEGMENTS} at most
     */
    public Segment begin(Segment whole, KeyRangeSplit split, SendingQuota quota) {
        var boundaries = split.boundaries();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(update(
                runKey(whole.donationId()),
                "SET #expected = :expected, #told = :told, #rate = :rate, #left = :left ADD #segments :more",
                "attribute_exists(PK)",
                Map.of(
                        "#expected", "expected",
                        "#told", RunItem.EXPECTED_AS,
                        "#rate", "quota_per_second",
                        "#left", "quota_left",
                        "#segments", "segments_open"),
                Map.of(
                        ":expected", number(split.expected()),
                        ":told", AttributeValue.fromS(split.estimated() ? RunItem.ESTIMATED : RunItem.COUNTED),
                        ":rate", AttributeValue.fromS(Double.toString(quota.perSecond())),
                        ":left", number(quota.leftToday()),
                        ":more", number(boundaries.size()))));
        var first = boundaries.isEmpty() ? whole : whole.endingAt(boundaries.get(0));
        writes.add(update(
                key(whole),
                "SET #to = :to",
                OWNED,
                Map.of("#to", "to", "#owner", Tables.OWNER),
                Map.of(
                        ":to", AttributeValue.fromS(first.to()),
                        ":owner", AttributeValue.fromS(whole.owner()))));
        for (var index = 0; index < boundaries.size(); index++) {
            var to = index + 1 < boundaries.size() ? boundaries.get(index + 1) : whole.to();
            writes.add(Transactions.putNew(
                    tables.invitations(),
                    limited(whole.donationId(), RunItem.newSegment(whole.donationId(), boundaries.get(index), to))));
        }
        writeOwned(whole, writes);
        return first;
    }

    /** The page at the segment's cursor, which an owner before may have left undone. */
    public Optional<LedgerPage> lastPage(Segment segment) {
        return segment.cursor().isEmpty() ? Optional.empty() : page(segment.donationId(), segment.cursor());
    }

    /**
     * Moves the cursor and writes the page as being sent, in one transaction. From here on the page is the owner's to
     * send. The cursor must be where the segment says, so that a claim cannot be made, and counted, twice.
     *
     * @param counts what the page before added
     */
    public Segment claimPage(Segment segment, LedgerPage page, Counts counts) {
        var names = new HashMap<>(Map.of("#owner", Tables.OWNER, "#cursor", "cursor"));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()),
                ":cursor", AttributeValue.fromS(page.last())));
        var expression = "SET #cursor = :cursor" + RunItem.addition(inSegment(counts), names, values);
        var condition =
                OWNED + " AND " + (segment.cursor().isEmpty() ? "attribute_not_exists(#cursor)" : "#cursor = :before");
        if (!segment.cursor().isEmpty()) {
            values.put(":before", AttributeValue.fromS(segment.cursor()));
        }
        writeOwned(
                segment,
                List.of(
                        update(key(segment), expression, condition, names, values),
                        Transactions.put(tables.invitations(), item(segment, page))));
        return segment.movedTo(page.last());
    }

    /**
     * Takes over the page that an owner before left undone: its late writes fail from here on.
     *
     * @return the page as it stands then, with what was written late
     */
    public LedgerPage reclaimPage(Segment segment, LedgerPage page) {
        var owner = AttributeValue.fromS(segment.owner());
        var names = Map.of("#owner", Tables.OWNER);
        writeOwned(
                segment,
                List.of(
                        TransactWriteItem.builder()
                                .conditionCheck(check -> check.tableName(tables.invitations())
                                        .key(key(segment))
                                        .conditionExpression(OWNED)
                                        .expressionAttributeNames(names)
                                        .expressionAttributeValues(Map.of(":owner", owner)))
                                .build(),
                        update(
                                Item.of(RunItem.partitionKey(segment.donationId()), RunItem.PAGE_PREFIX + page.last())
                                        .attributes(),
                                "SET #owner = :owner",
                                "attribute_exists(PK)",
                                names,
                                Map.of(":owner", owner))));
        return lastPage(segment).orElse(page);
    }

    /** Writes the outcomes known so far. */
    public void savePage(Segment segment, LedgerPage page) {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.invitations())
                    .item(item(segment, page).attributes())
                    .conditionExpression(OWNED)
                    .expressionAttributeNames(Map.of("#owner", Tables.OWNER))
                    .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(segment.owner()))));
        } catch (ConditionalCheckFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    private Item item(Segment segment, LedgerPage page) {
        return limited(segment.donationId(), RunItem.page(segment, page));
    }

    /** An item of a run so that it goes when the run does. */
    Item limited(String donationId, Item item) {
        return keptDays == 0
                ? item
                : end(donationId)
                        .map(end -> item.with(Tables.DELETE_AFTER, end))
                        .orElse(item);
    }

    private Optional<Long> end(String donationId) {
        var known = ends.get(donationId);
        if (known != null) {
            return known;
        }
        var read = get(donationId, RunItem.RUN).flatMap(run -> run.findNumber(Tables.DELETE_AFTER));
        if (ends.size() >= MAX_REMEMBERED) {
            ends.clear();
        }
        ends.put(donationId, read);
        return read;
    }

    /** What the pages of the segment before its last have come to, since it was opened or settled; of those put off, all. */
    public Counts counts(Segment segment) {
        return counts(item(segment));
    }

    /**
     * Ends this pass of the segment, and opens the next one, for any node to claim after the wait.
     *
     * @return false where nothing was written since the run is not going any more: then the segment is to be parked
     */
    public boolean openNextPass(Segment segment, Counts lastPage, Duration wait) {
        var names = new HashMap<>(Map.of(
                "#owner",
                "owner",
                "#until",
                Tables.LEASE_UNTIL,
                "#pass",
                "pass",
                "#cursor",
                "cursor",
                "#failures",
                "failures"));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()),
                ":until", millis(wait),
                ":pass", number(segment.pass().number() + 1L)));
        var expression = "SET #until = :until, #pass = :pass REMOVE #owner, #cursor, #failures"
                + RunItem.addition(inSegment(lastPage), names, values);
        try {
            transactions.write(List.of(
                    update(key(segment), expression, OWNED, names, values),
                    checkOfRun(
                            segment.donationId(),
                            "#status = :running",
                            Map.of("#status", "status"),
                            Map.of(":running", word(InvitationRun.Status.RUNNING)))));
            return true;
        } catch (Transactions.ConditionFailedException lostOrStopped) {
            if (status(segment.donationId())
                    .filter(InvitationRun.Status.RUNNING::equals)
                    .isPresent()) {
                throw new LeaseLostException(segment, lostOrStopped);
            }
            return false;
        }
    }

    /** The counts as they enter a segment's item: all, and those of today. */
    private Map<String, Long> inSegment(Counts counts) {
        var numbers = new TreeMap<>(RunItem.attributes(counts));
        numbers.putAll(DayCountItem.named(today(), DayCounts.of(counts)));
        return numbers;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    /**
     * Lets an owned segment go, without its counts, which go where all are kept.
     *
     * @param mark texts to set on the segment
     * @param deferred to be added to those put off, who stay
     */
    private TransactWriteItem letGo(Segment segment, Optional<Item> item, Map<String, String> mark, long deferred) {
        var names = new HashMap<>(Map.of("#until", Tables.LEASE_UNTIL, "#owner", Tables.OWNER));
        var values = new HashMap<>(Map.of(":owner", AttributeValue.fromS(segment.owner())));
        var set = new StringBuilder();
        mark.forEach((name, text) -> {
            names.put("#" + name, name);
            values.put(":" + name, AttributeValue.fromS(text));
            set.append(set.isEmpty() ? "SET " : ", ")
                    .append("#" + name)
                    .append(" = :")
                    .append(name);
        });
        var removed = new StringBuilder(" REMOVE #until, #owner");
        movedNames(item).forEach((placeholder, name) -> {
            names.put(placeholder, name);
            removed.append(", ").append(placeholder);
        });
        var more = RunItem.attributes(new Counts(0, Map.of(), Map.of(), deferred));
        var expression = set.append(removed) + RunItem.addition(more, names, values);
        return update(key(segment), expression, OWNED, names, values);
    }

    /** What a segment has come to by day, with its last page. */
    private Map<LocalDate, DayCounts> days(Optional<Item> segment, Counts lastPage) {
        var days = new TreeMap<>(segment.map(DayCountItem::byDay).orElse(Map.of()));
        days.merge(today(), DayCounts.of(lastPage), DayCounts::plus);
        days.values().removeIf(DayCounts::isNone);
        return days;
    }

    private List<TransactWriteItem> filed(Map<LocalDate, DayCounts> days) {
        return days.entrySet().stream()
                .map(day -> Transactions.add(
                        tables.invitations(),
                        DayCountItem.of(day.getKey()),
                        DayCountItem.numbers(day.getValue()),
                        limit(day.getKey())))
                .toList();
    }

    private Map<String, Long> limit(LocalDate day) {
        var end = new Retention(keptDays).end(day.atStartOfDay(zone).toInstant());
        return end.isPresent() ? Map.of(Tables.DELETE_AFTER, end.getAsLong()) : Map.of();
    }

    private Optional<Item> item(Segment segment) {
        return get(segment.donationId(), RunItem.segmentSortKey(segment));
    }

    /**
     * Ends the segment; the run is finished with its last one. Donors who came late do not change when it was.
     *
     * @param lastPage what the last page added
     */
    public void end(Segment segment, Counts lastPage) {
        var item = item(segment);
        writeOwned(segment, ended(segment, item, lastPage, letGo(segment, item, Map.of("ended", "ended"), 0)));
    }

    /** Ends a segment of a cancelled run that nobody owns. */
    private void endUnowned(Item item) {
        var segment = RunItem.segment(item);
        var takenOut = takenUnowned(item, "SET #ended = :ended ", Map.of(":ended", AttributeValue.fromS("ended")));
        writeUnlessClaimed(ended(segment, Optional.of(item), added(lastPage(segment)), takenOut));
    }

    /** Moves what a segment that nobody owns has come to into the item of the run and the counts by day, as {@link #settle} does. */
    private void settleUnowned(Item item) {
        var days = DayCountItem.byDay(item);
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(settled(RunItem.counts(item)));
        if (numbers.isEmpty()) {
            return;
        }
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var expression = RunItem.addition(numbers, names, values).strip();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(takenUnowned(item, "", Map.of()));
        writes.add(update(runKey(RunItem.donationId(item)), expression, "attribute_exists(PK)", names, values));
        writes.addAll(filed(days));
        writeUnlessClaimed(writes);
    }

    /** Takes from a segment that nobody owns what is moved, if that is still what was read, and that only. */
    private TransactWriteItem takenUnowned(Item item, String set, Map<String, AttributeValue> setValues) {
        var moved = movedNames(Optional.of(item));
        var names = new HashMap<>(moved);
        names.putAll(Map.of("#owner", Tables.OWNER, "#ended", "ended", "#open", Tables.OPEN));
        var values = new HashMap<>(setValues);
        var condition = new StringBuilder(NOT_OWNED);
        var removed = new StringBuilder("REMOVE #open");
        moved.forEach((placeholder, name) -> {
            var seen = ":seen" + placeholder.substring(1);
            values.put(seen, number(item.number(name)));
            condition.append(" AND ").append(placeholder).append(" = ").append(seen);
            removed.append(", ").append(placeholder);
        });
        return update(item.key(), set + removed, condition.toString(), names, values);
    }

    private void writeUnlessClaimed(List<TransactWriteItem> writes) {
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException claimedMeanwhile) {
            // then it is the new owner's to park
        }
    }

    private List<TransactWriteItem> ended(
            Segment segment, Optional<Item> item, Counts lastPage, TransactWriteItem takenOut) {
        var donationId = segment.donationId();
        var isLate = segment.isLate();
        var names = new HashMap<>(Map.of("#segments", "segments_open"));
        var values = new HashMap<>(Map.of(":one", number(1)));
        if (!isLate) {
            names.put("#change", "last_change");
            values.put(":now", AttributeValue.fromS(clock.instant().toString()));
        }
        var days = days(item, lastPage);
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(RunItem.attributes(counts(item).plus(lastPage)));
        var expression = "SET #segments = #segments - :one"
                + (isLate ? "" : ", #change = :now")
                + RunItem.addition(numbers, names, values);
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(takenOut);
        writes.add(update(runKey(donationId), expression, "attribute_exists(PK)", names, values));
        writes.addAll(filed(days));
        writes.addAll(attention(donationId, numbers));
        return writes;
    }

    /**
     * Stops a run that is going until somebody resumes it.
     *
     * @return whether it was going
     */
    public boolean pause(String donationId, String reason) {
        // first, since a mark too many costs a look, and one too few hides the run
        mark(donationId)
                .ifPresent(item -> dynamoDb.putItem(
                        put -> put.tableName(tables.invitations()).item(item.attributes())));
        var paused = changeStatus(donationId, InvitationRun.Status.PAUSED, reason, "#status = :running");
        if (paused) {
            openUnowned(donationId).forEach(this::settleUnowned);
        }
        return paused;
    }

    /** The segments of the run that have not ended and that nobody owns. */
    private List<Item> openUnowned(String donationId) {
        return runAndSegments(donationId).stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item) && !RunItem.isOwned(item))
                .toList();
    }

    /**
     * Stops for good a run that is going or paused.
     *
     * @return whether it was
     */
    public boolean cancel(String donationId, String reason) {
        var cancelled =
                changeStatus(donationId, InvitationRun.Status.CANCELLED, reason, "#status IN (:running, :paused)");
        if (cancelled) {
            openUnowned(donationId).forEach(this::endUnowned);
        }
        return cancelled;
    }

    private boolean changeStatus(String donationId, InvitationRun.Status course, String reason, String condition) {
        var changeId = RandomId.next();
        var values = new HashMap<>(Map.of(
                ":status", word(course),
                ":reason", AttributeValue.fromS(reason),
                ":now", AttributeValue.fromS(clock.instant().toString()),
                ":id", AttributeValue.fromS(changeId),
                ":running", word(InvitationRun.Status.RUNNING),
                ":none", number(0)));
        if (condition.contains(":paused")) {
            values.put(":paused", word(InvitationRun.Status.PAUSED));
        }
        try {
            transactions.write(List.of(update(
                    runKey(donationId),
                    "SET #status = :status, #reason = :reason, #change = :now, #id = :id",
                    condition + " AND #segments > :none",
                    Map.of(
                            "#status", "status",
                            "#reason", "reason",
                            "#change", "last_change",
                            "#id", RunItem.CHANGE_ID,
                            "#segments", "segments_open"),
                    values)));
            return true;
        } catch (Transactions.ConditionFailedException otherCourse) {
            return wasMade(donationId, changeId);
        }
    }

    /**
     * Whether a change of course whose condition fails has been made all the same: where the answer to a write is lost, the
     * SDK sends it once more, and finds what it wrote itself.
     */
    private boolean wasMade(String donationId, String changeId) {
        return get(donationId, RunItem.RUN)
                .flatMap(run -> run.findText(RunItem.CHANGE_ID))
                .filter(changeId::equals)
                .isPresent();
    }

    /**
     * Lets a paused run go on.
     *
     * @return whether it was paused
     */
    public boolean resume(String donationId) {
        var items = runAndSegments(donationId);
        return resumeRun(
                donationId,
                items,
                List.of(),
                0,
                "#status = :paused AND #segments > :none",
                Map.of(":paused", word(InvitationRun.Status.PAUSED), ":none", number(0)));
    }

    /**
     * Opens a finished run again, for those of its donors who failed.
     *
     * @return whether it was finished
     */
    public boolean retry(String donationId) {
        var items = runAndSegments(donationId);
        var ended =
                items.stream().filter(RunItem::isSegment).map(this::reopened).toList();
        return resumeRun(
                donationId,
                items,
                ended,
                ended.size(),
                "#status IN (:running, :paused) AND #segments = :none",
                Map.of(":paused", word(InvitationRun.Status.PAUSED), ":none", number(0)));
    }

    /** Its counts are in the run's. */
    private TransactWriteItem reopened(Item segment) {
        var names =
                new HashMap<>(Map.of("#pass", "pass", "#failures", "failures", "#ended", "ended", "#cursor", "cursor"));
        var removed = new StringBuilder("#ended, #cursor");
        for (var count : RunItem.attributes(RunItem.counts(segment)).keySet()) {
            var name = "#c" + names.size();
            names.put(name, count);
            removed.append(", ").append(name);
        }
        return update(
                segment.key(),
                "SET #pass = :pass, #failures = :failures REMOVE " + removed,
                "attribute_exists(#ended)",
                names,
                Map.of(":pass", number(1), ":failures", AttributeValue.fromS("failures")));
    }

    /** All or nothing: a run that goes on has its segments to be worked. */
    private boolean resumeRun(
            String donationId,
            List<Item> items,
            List<TransactWriteItem> segments,
            int reopened,
            String condition,
            Map<String, AttributeValue> conditionValues) {
        if (items.isEmpty()) {
            return false;
        }
        var changeId = RandomId.next();
        var values = new HashMap<>(conditionValues);
        values.put(":id", AttributeValue.fromS(changeId));
        values.put(":running", word(InvitationRun.Status.RUNNING));
        values.put(":now", AttributeValue.fromS(clock.instant().toString()));
        values.put(":settled", number(RunItem.run(donationId, items).counts().settled()));
        values.put(":reopened", number(reopened));
        values.put(":open", AttributeValue.fromS("open"));
        values.put(":at_once", number(0));
        var writes = new ArrayList<>(segments);
        writes.add(update(
                runKey(donationId),
                "SET #status = :running, #change = :now, #id = :id, #since = :now, #before = :settled, #open = :open,"
                        + " #until = :at_once REMOVE #reason"
                        + " ADD #segments :reopened",
                condition,
                Map.of(
                        "#status", "status",
                        "#change", "last_change",
                        "#id", RunItem.CHANGE_ID,
                        "#since", "going_since",
                        "#before", "settled_before",
                        "#reason", "reason",
                        "#segments", "segments_open",
                        "#open", Tables.OPEN,
                        "#until", Tables.LEASE_UNTIL),
                values));
        try {
            transactions.write(writes);
            return true;
        } catch (Transactions.ConditionFailedException otherCourse) {
            return wasMade(donationId, changeId);
        }
    }

    /**
     * Deletes the run with its segments and its ledger, and takes back what of it was counted by day, as if it had never
     * been. Who works it loses what it owns. Repeatable.
     */
    public void erase(String donationId) {
        for (var items = allButRun(donationId); !items.isEmpty(); items = allButRun(donationId)) {
            transactions.write(items.stream()
                    .map(item -> Transactions.delete(tables.invitations(), item))
                    .toList());
        }
        // without segments nothing is added any more
        get(donationId, RunItem.RUN).ifPresent(run -> {
            var writes = new ArrayList<TransactWriteItem>();
            writes.add(Transactions.delete(tables.invitations(), run));
            var days = new TreeMap<>(DayCountItem.byDay(run));
            days.replaceAll((day, counts) -> counts.negated());
            days.values().removeIf(DayCounts::isNone);
            writes.addAll(filed(days));
            transactions.write(writes);
        });
    }

    /** The first of the run's segments and ledger pages, as many as a transaction deletes. */
    private List<Item> allButRun(String donationId) {
        return Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                                .keyConditionExpression("PK = :run")
                                .expressionAttributeValues(
                                        Map.of(":run", AttributeValue.fromS(RunItem.partitionKey(donationId))))
                                .consistentRead(true)
                                .limit(MAX_SEGMENTS))
                        .items())
                .stream()
                .filter(item -> !item.sortKey().equals(RunItem.RUN))
                .toList();
    }

    private Optional<Item> get(String donationId, String sortKey) {
        var response = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                .key(Item.of(RunItem.partitionKey(donationId), sortKey).attributes())
                .consistentRead(true));
        return response.hasItem() ? Optional.of(Item.from(response.item())) : Optional.empty();
    }

    private void writeOwned(Segment segment, List<TransactWriteItem> writes) {
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    private TransactWriteItem update(
            Map<String, AttributeValue> key,
            String expression,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName(tables.invitations())
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build())
                .build();
    }

    private static Map<String, AttributeValue> key(Segment segment) {
        return Item.of(RunItem.partitionKey(segment.donationId()), RunItem.segmentSortKey(segment))
                .attributes();
    }

    private static Map<String, AttributeValue> runKey(String donationId) {
        return Item.of(RunItem.partitionKey(donationId), RunItem.RUN).attributes();
    }

    private static AttributeValue word(InvitationRun.Status status) {
        return AttributeValue.fromS(status.word());
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    private AttributeValue millis(Duration fromNow) {
        return number(clock.millis() + fromNow.toMillis());
    }
}
