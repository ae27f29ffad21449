package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.BatchWrite;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Donors who came when a run had been opened: who signed up, moved there or came back. All of them queue, as nobody can tell
 * at once whether the run's walk will still come across them. Once it is past their key they are either in its ledger, and
 * leave the queue, or they are <em>late</em>: invited by a segment of the run that is theirs, with all that a segment has:
 * claim, pause, put off and tried again, counts. It is opened when somebody in the queue may be written to, and ends when
 * nobody is left who may; who comes before the walk waits for the end of the walk's segment.
 *
 * <p>All items are under the run's {@code PK}, see {@link RunItem}:
 *
 * <ul>
 *   <li>{@code QUEUE#<donor id>}: {@code ticket}, another text each time the donor comes
 *   <li>{@code SEGMENT#~}: the segment; {@code due} is when those put off are to be tried again, where it was opened before
 *       that for others
 *   <li>{@code PAGE#~<round>#<donor id>}: a ledger page; it ends with that donor, in that walk through the queue
 *   <li>{@code LATE#<donor id>}: {@code page}, the end of the ledger page with what became of the donor
 * </ul>
 *
 * <p>A page is claimed, sent and written as all are; then one transaction moves its donors from the queue to {@code LATE}.
 * Where a crash left that undone, whoever takes the segment over does it; who lets it go in the middle of a page closes that.
 * A skipped donor may come again, any other not: of a donor's outcomes the last one counts.
 */
@ApplicationScoped
public class LateDonorRepository {

    static final String LATE_PREFIX = "LATE#";
    static final String PAGE = "page";

    /** Most donors on a page: with two items each, and the count, they fit into a transaction. */
    static final int SIZE = 48;

    /** Why a donor is skipped whose turn came only when the donation had begun. */
    static final String BEGUN = "donation_begun";

    private static final String QUEUE_PREFIX = "QUEUE#";
    private static final String TICKET = "ticket";
    private static final String DUE = "due";
    private static final String ROUND_END = "#";

    /** Whoever comes again meanwhile keeps their place in the queue. */
    private static final String NO_TICKET = "";

    private static final int QUERY_LIMIT = 200;
    private static final int MAX_TRIES = 10;

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Transactions transactions;

    @Inject
    RunRepository runs;

    @Inject
    DonorRepository donors;

    @Inject
    Clock clock;

    /** One place in the queue. */
    private record Place(String donorId, String ticket) {}

    /**
     * Donors of the queue who may be written to now, in key order.
     *
     * @param places of all of them
     * @param donors who are to be matched
     * @param settled the others, with their outcomes
     * @param superseded what an earlier outcome of theirs added to the counts
     * @param readAt {@link System#nanoTime()} before they were read
     */
    public record Step(
            List<Place> places, List<Donor> donors, Map<String, Outcome> settled, Counts superseded, long readAt) {

        public boolean isEmpty() {
            return places.isEmpty();
        }

        public String last() {
            return places.get(places.size() - 1).donorId();
        }
    }

    /** What is to be done with a place. */
    private enum Verdict {
        /** The walk has not passed. */
        WAIT,
        /** The ledger has what became of the donor. */
        LEAVE,
        /** The donor is late. */
        INVITE
    }

    private record Judged(Verdict verdict, Optional<Outcome> before) {

        private boolean isOverlooked() {
            return verdict == Verdict.INVITE
                    && before.filter(outcome ->
                                    !outcome.equals(new Outcome.Skipped(EligibilityRules.SAME_CITY.reason())))
                            .isEmpty();
        }
    }

    /** Queues donors for a run, and opens the segment where one of them may be written to. Repeatable. */
    public void add(String donationId, Collection<String> donorIds) {
        var places = donorIds.stream()
                .sorted()
                .map(donorId -> new Place(donorId, RandomId.next()))
                .toList();
        write(places.stream()
                .map(place -> WriteRequest.builder()
                        .putRequest(put -> put.item(
                                runs.limited(donationId, item(donationId, place).with(TICKET, place.ticket()))
                                        .attributes()))
                        .build())
                .toList());
        open(donationId, places.stream());
    }

    /**
     * Queues those of the donors whom the run's walk has passed without coming across them.
     *
     * @return those whom it has not passed
     */
    public Set<String> addMissing(String donationId, Collection<String> donorIds) {
        var walk = new Walk(donationId, runs.runAndSegments(donationId));
        var ahead = new HashSet<String>();
        var missing = new ArrayList<String>();
        for (var donorId : donorIds.stream().sorted().toList()) {
            var judged = walk.judgeByWalk(donorId);
            if (judged.verdict() == Verdict.WAIT) {
                ahead.add(donorId);
            } else if (judged.verdict() == Verdict.INVITE && judged.before().isEmpty()) {
                missing.add(donorId);
            }
        }
        missing.removeAll(latePages(dynamoDb, tables, donationId, missing).keySet());
        if (!missing.isEmpty()) {
            add(donationId, missing);
        }
        return ahead;
    }

    /**
     * Queues those of the donors whom the run's walk has passed without coming across them, or whom a worker of an
     * earlier release took for donors of another city. Repeatable.
     *
     * @return how many
     */
    public int addOverlooked(String donationId, Collection<String> donorIds) {
        var walk = new Walk(donationId, runs.runAndSegments(donationId));
        var places = donorIds.stream()
                .sorted()
                .map(donorId -> new Place(donorId, NO_TICKET))
                .toList();
        walk.expect(places);
        var overlooked = places.stream()
                .filter(place -> walk.judge(place).isOverlooked())
                .map(Place::donorId)
                .toList();
        if (!overlooked.isEmpty()) {
            add(donationId, overlooked);
        }
        return overlooked.size();
    }

    /** Opens the segment where somebody in the queue may be written to. Repeatable; to be called when that may have changed. */
    public void openIfAnyMayGo(String donationId) {
        var first = queue(donationId, "", Segment.BEHIND_ALL, 1);
        if (!first.isEmpty()) {
            open(donationId, all(donationId));
        }
    }

    private Stream<Place> all(String donationId) {
        return Stream.iterate(
                        queue(donationId, "", Segment.BEHIND_ALL, QUERY_LIMIT),
                        step -> !step.isEmpty(),
                        step -> queue(donationId, step.get(step.size() - 1).donorId(), Segment.BEHIND_ALL, QUERY_LIMIT))
                .flatMap(List::stream);
    }

    private void open(String donationId, Stream<Place> places) {
        var items = runs.runAndSegments(donationId);
        if (items.isEmpty()) {
            return;
        }
        var late = items.stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item))
                .filter(item -> RunItem.segment(item).isLate())
                .findFirst();
        var walk = new Walk(donationId, items);
        if (late.isPresent()) {
            hurry(late.get());
        } else if (places.anyMatch(place -> walk.judge(place).verdict() != Verdict.WAIT)) {
            open(donationId);
        }
    }

    /** A run that is over because it was cancelled, or never began, stays so; a paused one goes on when it is resumed. */
    private void open(String donationId) {
        var segment = runs.limited(donationId, RunItem.newSegment(donationId, Segment.BEHIND_ALL, Segment.BEHIND_LATE));
        try {
            transactions.write(List.of(
                    Transactions.put(
                            tables.invitations(),
                            segment,
                            "attribute_not_exists(PK) OR attribute_exists(ended)",
                            Map.of()),
                    TransactWriteItem.builder()
                            .update(update -> update.tableName(tables.invitations())
                                    .key(Item.of(RunItem.partitionKey(donationId), RunItem.RUN)
                                            .key())
                                    .updateExpression("SET #status = :running, #open = :open, #until = :now"
                                            + " REMOVE #reason ADD segments_open :one")
                                    .conditionExpression(
                                            "#status = :running OR (#status = :paused AND segments_open = :none)")
                                    .expressionAttributeNames(Map.of(
                                            "#status",
                                            "status",
                                            "#reason",
                                            "reason",
                                            "#open",
                                            Tables.OPEN,
                                            "#until",
                                            Tables.LEASE_UNTIL))
                                    .expressionAttributeValues(Map.of(
                                            ":running", word(InvitationRun.Status.RUNNING),
                                            ":paused", word(InvitationRun.Status.PAUSED),
                                            ":one", AttributeValue.fromN("1"),
                                            ":none", AttributeValue.fromN("0"),
                                            ":now", AttributeValue.fromN("0"),
                                            ":open", AttributeValue.fromS("open"))))
                            .build()));
        } catch (Transactions.ConditionFailedException openOrStopped) {
            // then whoever opened it, or resumes the run, looks at the queue after us
        }
    }

    /** The segment may be waiting for those whom the relay put off. */
    private void hurry(Item segment) {
        var until = segment.findNumber(Tables.LEASE_UNTIL).orElse(0L);
        if (segment.findText(Tables.OWNER).isPresent() || until <= clock.millis()) {
            return;
        }
        var names = Map.of("#due", DUE, "#until", Tables.LEASE_UNTIL, "#ended", "ended", "#owner", Tables.OWNER);
        try {
            transactions.write(List.of(
                    TransactWriteItem.builder()
                            .update(update -> update.tableName(tables.invitations())
                                    .key(segment.key())
                                    .updateExpression("SET #due = #until, #until = :now")
                                    .conditionExpression("attribute_not_exists(#ended) AND attribute_not_exists(#owner)"
                                            + " AND #until = :seen")
                                    .expressionAttributeNames(names)
                                    .expressionAttributeValues(Map.of(
                                            ":now", AttributeValue.fromN("0"),
                                            ":seen", AttributeValue.fromN(Long.toString(until)))))
                            .build(),
                    TransactWriteItem.builder()
                            .update(update -> update.tableName(tables.invitations())
                                    .key(Item.of(segment.partitionKey(), RunItem.RUN)
                                            .key())
                                    .updateExpression("SET #until = :now")
                                    .conditionExpression("attribute_exists(#open)")
                                    .expressionAttributeNames(
                                            Map.of("#until", Tables.LEASE_UNTIL, "#open", Tables.OPEN))
                                    .expressionAttributeValues(Map.of(":now", AttributeValue.fromN("0"))))
                            .build()));
        } catch (Transactions.ConditionFailedException claimedOrParked) {
            // then it is worked, or will be when the run is resumed
        }
    }

    /** How long those whom the relay put off are to be left alone; zero or less where they are due. */
    public Duration untilDue(Segment segment) {
        var item = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                        .key(Item.of(RunItem.partitionKey(segment.donationId()), RunItem.segmentSortKey(segment))
                                .key())
                        .consistentRead(true))
                .item();
        return Duration.ofMillis(Item.from(item).findNumber(DUE).orElse(0L) - clock.millis());
    }

    /** What the keys of the pages of a walk through the queue begin with: they sort behind all pages before. */
    public String newRound(String donationId) {
        var last = Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                                .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                                .expressionAttributeValues(Map.of(
                                        ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                        ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + Segment.BEHIND_ALL),
                                        ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + Segment.BEHIND_LATE)))
                                .consistentRead(true)
                                .scanIndexForward(false)
                                .limit(1))
                        .items())
                .stream()
                .map(page -> roundOf(page.sortKey().substring(RunItem.PAGE_PREFIX.length())))
                .map(round -> Long.parseLong(round.substring(1, round.length() - 1)))
                .findFirst()
                .orElse(0L);
        return Segment.BEHIND_ALL + Math.max(clock.millis(), last + 1) + ROUND_END;
    }

    /** What stands in front of the donor id in the key of a page; "" in those of the run's walk. */
    static String roundOf(String pageKey) {
        return pageKey.substring(0, pageKey.indexOf(ROUND_END) + 1);
    }

    private static String donorIdOf(String pageKey) {
        return pageKey.substring(pageKey.indexOf(ROUND_END) + 1);
    }

    /** The next donors of the queue who may be written to, behind that id; takes out those who need not be. */
    public Step next(Donation donation, String after) {
        var walk = new Walk(donation.id(), runs.runAndSegments(donation.id()));
        var late = new ArrayList<Place>();
        var superseded = new ArrayList<Outcome>();
        var leaving = new ArrayList<Place>();
        var last = after;
        List<Place> step;
        do {
            step = queue(donation.id(), last, Segment.BEHIND_ALL, QUERY_LIMIT);
            walk.expect(step);
            for (var place : step) {
                if (late.size() == SIZE) {
                    break;
                }
                last = place.donorId();
                var judged = walk.judge(place);
                if (judged.verdict() == Verdict.INVITE) {
                    late.add(place);
                    judged.before().ifPresent(superseded::add);
                } else if (judged.verdict() == Verdict.LEAVE) {
                    leaving.add(place);
                }
            }
        } while (step.size() == QUERY_LIMIT && late.size() < SIZE);
        write(leaving.stream().map(place -> removal(donation.id(), place)).toList());
        return step(donation, late, Counts.of(superseded));
    }

    /**
     * What an owner before left undone of a page of donors from the queue, which is where they still are. Nothing where the
     * page is one of before, worked again.
     */
    public Optional<Step> left(Donation donation, LedgerPage page) {
        if (!settledOn(donation.id(), page).isEmpty()) {
            return Optional.empty();
        }
        var walk = new Walk(donation.id(), runs.runAndSegments(donation.id()));
        var late = new ArrayList<Place>();
        var superseded = new ArrayList<Outcome>();
        queueOf(donation.id(), page).stream()
                .sorted(Comparator.comparing(
                        place -> page.outcome(place.donorId()).isEmpty()))
                .forEach(place -> {
                    var judged = walk.judge(place);
                    var known = page.outcome(place.donorId()).isPresent();
                    if (known || (judged.verdict() == Verdict.INVITE && late.size() < SIZE)) {
                        late.add(place);
                        judged.before().ifPresent(superseded::add);
                    }
                });
        return Optional.of(step(donation, late, Counts.of(superseded)));
    }

    /** The donors of a page of before who have no outcome: it was being worked again. */
    public Step leftAgain(Donation donation, LedgerPage page) {
        var places = settledOn(donation.id(), page).stream()
                .filter(donorId -> page.outcome(donorId).isEmpty())
                .map(donorId -> new Place(donorId, NO_TICKET))
                .toList();
        return step(donation, places, Counts.NONE);
    }

    private Step step(Donation donation, List<Place> places, Counts superseded) {
        var settled = new HashMap<String, Outcome>();
        var readAt = System.nanoTime();
        if (!clock.instant().isBefore(donation.startsAt())) {
            places.forEach(place -> settled.put(place.donorId(), new Outcome.Skipped(BEGUN)));
            return new Step(places, List.of(), settled, superseded, readAt);
        }
        var ids = places.stream().map(Place::donorId).toList();
        var found = new HashMap<>(donors.findAll(donation.city(), ids));
        for (var id : ids) {
            if (!found.containsKey(id)) {
                donors.find(id)
                        .ifPresentOrElse(
                                donor -> found.put(id, donor),
                                () -> settled.put(id, new Outcome.Skipped(Outcome.Skipped.DONOR_GONE)));
            }
        }
        return new Step(
                places, ids.stream().filter(found::containsKey).map(found::get).toList(), settled, superseded, readAt);
    }

    /** Moves the donors of a page that is done from the queue to where they are found; who has come again since stays in. */
    public void settle(String donationId, LedgerPage page, Step step) {
        var places = step.places();
        for (var attempt = 1; ; attempt++) {
            try {
                settle(donationId, page, places);
                return;
            } catch (Transactions.ConditionFailedException cameAgain) {
                if (attempt == MAX_TRIES) {
                    throw cameAgain;
                }
                var now = Set.copyOf(queueOf(donationId, page));
                places = places.stream()
                        .map(place -> now.contains(place) ? place : new Place(place.donorId(), NO_TICKET))
                        .toList();
            }
        }
    }

    /**
     * The same after a crash. Who came again since cannot be told from who did not; where that matters, for those who were
     * skipped, they stay in the queue and are looked at once more.
     */
    public void settle(String donationId, LedgerPage page) {
        if (!settledOn(donationId, page).isEmpty()) {
            return;
        }
        var places = queueOf(donationId, page).stream()
                .filter(place -> page.outcome(place.donorId()).isPresent())
                .map(place -> page.outcome(place.donorId())
                                .filter(Outcome.Skipped.class::isInstance)
                                .isPresent()
                        ? new Place(place.donorId(), NO_TICKET)
                        : place)
                .toList();
        settle(donationId, page, new Step(places, List.of(), Map.of(), Counts.NONE, System.nanoTime()));
    }

    /**
     * Ends a page of donors from the queue in the middle, before its segment is let go: who has an outcome leaves the queue, the
     * others stay in it for another page. A page that is worked again stays as it is.
     */
    public void close(Segment segment) {
        var donationId = segment.donationId();
        runs.heldPage(segment)
                .filter(page -> !page.done() && settledOn(donationId, page).isEmpty())
                .ifPresent(page -> {
                    var done = page.with(Map.of(), true).countedAs(superseded(donationId, page));
                    runs.savePage(segment, done);
                    settle(donationId, done);
                });
    }

    /** What earlier outcomes of those who have one on the page added to the counts. */
    private Counts superseded(String donationId, LedgerPage page) {
        var walk = new Walk(donationId, runs.runAndSegments(donationId));
        return Counts.of(queueOf(donationId, page).stream()
                .filter(place -> page.outcome(place.donorId()).isPresent())
                .flatMap(place -> walk.judge(place).before().stream())
                .toList());
    }

    private void settle(String donationId, LedgerPage page, List<Place> places) {
        var ids = places.stream().map(Place::donorId).toList();
        var more = places.size() - latePages(dynamoDb, tables, donationId, ids).size();
        var writes = new ArrayList<TransactWriteItem>();
        for (var place : places) {
            writes.add(Transactions.put(
                    tables.invitations(),
                    runs.limited(
                            donationId,
                            Item.of(RunItem.partitionKey(donationId), LATE_PREFIX + place.donorId())
                                    .with(PAGE, page.last()))));
            if (!place.ticket().equals(NO_TICKET)) {
                writes.add(Transactions.delete(
                        tables.invitations(),
                        item(donationId, place),
                        "ticket = :ticket",
                        Map.of(":ticket", AttributeValue.fromS(place.ticket()))));
            }
        }
        if (more > 0) {
            writes.add(Transactions.add(
                    tables.invitations(),
                    Item.of(RunItem.partitionKey(donationId), RunItem.RUN),
                    Map.of(RunItem.LATE, (long) more)));
        }
        if (!writes.isEmpty()) {
            transactions.write(writes);
        }
    }

    /** The key of the page with what became of each of the donors last, for those who came late. */
    static Map<String, String> latePages(
            DynamoDbClient dynamoDb, Tables tables, String donationId, Collection<String> donorIds) {
        var keys = donorIds.stream()
                .distinct()
                .map(donorId -> Item.of(RunItem.partitionKey(donationId), LATE_PREFIX + donorId))
                .toList();
        return BatchGet.read(dynamoDb, tables.invitations(), keys).stream()
                .collect(Collectors.toMap(
                        item -> item.sortKey().substring(LATE_PREFIX.length()), item -> item.text(PAGE)));
    }

    /** Those of the page who have left the queue for it. */
    private Set<String> settledOn(String donationId, LedgerPage page) {
        return range(donationId, LATE_PREFIX, donorIdOf(page.after()), donorIdOf(page.last()), Integer.MAX_VALUE)
                .stream()
                .filter(late -> late.text(PAGE).equals(page.last()))
                .map(late -> late.sortKey().substring(LATE_PREFIX.length()))
                .collect(Collectors.toSet());
    }

    private List<Place> queueOf(String donationId, LedgerPage page) {
        return queue(donationId, donorIdOf(page.after()), donorIdOf(page.last()), Integer.MAX_VALUE);
    }

    private List<Place> queue(String donationId, String after, String to, int limit) {
        return range(donationId, QUEUE_PREFIX, after, to, limit).stream()
                .map(item -> new Place(item.sortKey().substring(QUEUE_PREFIX.length()), item.text(TICKET)))
                .toList();
    }

    private List<Item> range(String donationId, String prefix, String after, String to, int limit) {
        var found = new ArrayList<Item>();
        var start = Map.<String, AttributeValue>of();
        do {
            var from = start;
            var answer = dynamoDb.query(query -> query.tableName(tables.invitations())
                    .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                    .expressionAttributeValues(Map.of(
                            ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                            // a blank sorts before every character of an id
                            ":from", AttributeValue.fromS(prefix + after + (after.isEmpty() ? "" : " ")),
                            ":to", AttributeValue.fromS(prefix + to)))
                    .exclusiveStartKey(from.isEmpty() ? null : from)
                    .consistentRead(true)
                    .limit(Math.min(limit, 1_000)));
            found.addAll(Item.listOf(answer.items()));
            start = answer.lastEvaluatedKey();
        } while (!start.isEmpty() && found.size() < limit);
        return found;
    }

    private static Item item(String donationId, Place place) {
        return Item.of(RunItem.partitionKey(donationId), QUEUE_PREFIX + place.donorId());
    }

    private static WriteRequest removal(String donationId, Place place) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(item(donationId, place).key()))
                .build();
    }

    private void write(List<WriteRequest> writes) {
        BatchWrite.write(dynamoDb, tables.invitations(), writes);
    }

    private static AttributeValue word(InvitationRun.Status status) {
        return AttributeValue.fromS(status.word());
    }

    /** How far the run's walk is, as of one moment, and what its ledger says. */
    private final class Walk {

        private final String donationId;
        private final List<Item> segments;
        private final Map<String, Optional<LedgerPage>> latePages = new HashMap<>();
        private final Map<String, Optional<String>> lateKeys = new HashMap<>();
        private Optional<LedgerPage> nearby = Optional.empty();

        Walk(String donationId, List<Item> runAndSegments) {
            this.donationId = donationId;
            this.segments = runAndSegments.stream()
                    .filter(RunItem::isSegment)
                    .filter(item -> !RunItem.segment(item).isLate())
                    .toList();
        }

        /** Reads together what is known of donors who will all be judged. */
        void expect(List<Place> places) {
            var ids = places.stream().map(Place::donorId).toList();
            var found = latePages(dynamoDb, tables, donationId, ids);
            ids.forEach(id -> lateKeys.put(id, Optional.ofNullable(found.get(id))));
        }

        Judged judge(Place place) {
            if (!lateKeys.containsKey(place.donorId())) {
                expect(List.of(place));
            }
            return lateOutcome(place.donorId()).map(this::judgeOutcome).orElseGet(() -> judgeByWalk(place.donorId()));
        }

        private Optional<Outcome> lateOutcome(String donorId) {
            return Objects.requireNonNull(lateKeys.get(donorId))
                    .flatMap(key -> latePages.computeIfAbsent(key, end -> runs.page(donationId, end)))
                    .flatMap(page -> page.outcome(donorId));
        }

        /** Whom a rule kept out may be invited when it does no more. */
        private Judged judgeOutcome(Outcome outcome) {
            return outcome instanceof Outcome.Skipped
                    ? new Judged(Verdict.INVITE, Optional.of(outcome))
                    : new Judged(Verdict.LEAVE, Optional.empty());
        }

        private Judged judgeByWalk(String donorId) {
            var item = segments.stream()
                    .filter(segment -> RunItem.segment(segment).covers(donorId))
                    .findFirst();
            if (item.isEmpty()) {
                return notWritten(false);
            }
            var segment = RunItem.segment(item.get());
            var passed = RunItem.isEnded(item.get()) || !segment.pass().isFirst();
            if (!passed && segment.cursor().compareTo(donorId) < 0) {
                return notWritten(false);
            }
            var page = page(donorId);
            return page.flatMap(covering -> covering.outcome(donorId))
                    .map(this::judgeOutcome)
                    .orElseGet(() -> notWritten(page.map(LedgerPage::done).orElse(passed)));
        }

        private Judged notWritten(boolean walkIsPast) {
            return new Judged(walkIsPast ? Verdict.INVITE : Verdict.WAIT, Optional.empty());
        }

        /** Donors who come in key order often share a page. */
        private Optional<LedgerPage> page(String donorId) {
            if (nearby.filter(page -> page.covers(donorId)).isEmpty()) {
                nearby = runs.coveringPage(donationId, donorId);
            }
            return nearby;
        }
    }
}
