package org.savealife.dashboard;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.csv.DonorImportJob;
import org.savealife.invitation.DayCounts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.web.RunActions;
import org.savealife.invitation.web.RunProgress;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** The first page for staff: what there is, what is going on, what needs somebody. Everything comes from {@link DashboardLiveTopic}. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DashboardPage {

    private static final int FEW_DONATIONS = 5;
    private static final int FEW_CITIES = 8;
    private static final int MAX_PROBLEMS = 6;
    private static final int WEEK = 7;

    /** In the order of how frequent they are, not of the counts, so that bars keep their places. */
    private static final List<BloodType> TYPES = List.of(
            BloodType.O_POSITIVE,
            BloodType.A_POSITIVE,
            BloodType.O_NEGATIVE,
            BloodType.A_NEGATIVE,
            BloodType.B_POSITIVE,
            BloodType.AB_POSITIVE,
            BloodType.B_NEGATIVE,
            BloodType.AB_NEGATIVE,
            BloodType.UNKNOWN);

    private final DashboardLiveTopic watch;
    private final MessageBundle texts;
    private final DateTimeTexts times;
    private final NumberTexts numbers;
    private final CurrentUser caller;
    private final Clock clock;
    private final ZoneId zone;

    private Dashboard now;
    private List<Line> runs = List.of();
    private List<Problem> problems = List.of();
    private DayChart chart;

    /** A donation and how far its run is. */
    public record Line(Donation donation, RunProgress figures) {

        boolean isGoing() {
            return is(InvitationRun.Status.RUNNING) || is(InvitationRun.Status.PAUSED);
        }

        boolean is(InvitationRun.Status status) {
            return figures.run().status() == status;
        }

        private long waiting() {
            return figures.waiting() + figures.run().counts().deferred();
        }

        private long waitingToRead() {
            return figures.estimated() ? NumberTexts.rounded(waiting()) : waiting();
        }
    }

    /**
     * Something that needs somebody.
     *
     * @param link an address below the context, or one of its own
     */
    public record Problem(String icon, String title, String text, String link, String button) {}

    /**
     * An import of donors.
     *
     * @param state where it stands, as runs do
     * @param link to it, below the context; "" for none
     * @param percent of it that is done
     */
    public record ImportLine(String title, String state, String progress, String link, double percent) {}

    /**
     * A bar of a chart.
     *
     * @param link to what it counts
     * @param percent of the longest
     */
    public record Bar(String name, long count, String link, double percent, boolean unknown) {}

    @Inject
    public DashboardPage(
            DashboardLiveTopic watch,
            MessageBundle texts,
            DateTimeTexts times,
            NumberTexts numbers,
            CurrentUser caller,
            Clock clock,
            ZoneId zone) {
        this.watch = watch;
        this.texts = texts;
        this.times = times;
        this.numbers = numbers;
        this.caller = caller;
        this.clock = clock;
        this.zone = zone;
    }

    @PostConstruct
    void load() {
        now = watch.get();
        runs = now.coming().stream().map(this::line).toList();
        problems = problems();
        var waiting =
                runs.stream().filter(Line::isGoing).mapToLong(Line::waiting).sum();
        chart = DayChart.of(now.days(), waiting);
    }

    private Line line(Donation donation) {
        var run = Optional.ofNullable(now.runs().get(donation.id()))
                .orElseGet(() -> InvitationRun.none(donation, clock.instant()));
        return new Line(donation, new RunProgress(donation.cancelled() ? run.calledOff() : run, clock.instant()));
    }

    /** "Thursday 26 November". */
    public String getToday() {
        return times.day(clock.instant());
    }

    /** Whether there is nothing yet to show: no donor, no donation to come, no invitation. */
    public boolean isNothing() {
        return getDonors() == 0 && runs.isEmpty() && chart.isEmpty();
    }

    public long getDonors() {
        return now.donors().all().donors();
    }

    /** Sign-ups of the last seven days. */
    public long getSignUps() {
        return now.donors().signUps().values().stream()
                .skip(DashboardLiveTopic.DAYS - WEEK)
                .mapToLong(Long::longValue)
                .sum();
    }

    /** How many signed up up to each of the last days, as the points of a line 160 wide and 32 high. */
    public String getGrowth() {
        var sums = new ArrayList<Long>();
        now.donors()
                .signUps()
                .values()
                .forEach(more -> sums.add(more + (sums.isEmpty() ? 0 : sums.get(sums.size() - 1))));
        var most = Math.max(1, sums.get(sums.size() - 1));
        var points = new ArrayList<String>();
        for (var index = 0; index < sums.size(); index++) {
            points.add(String.format(
                    Locale.ROOT, "%.1f,%.1f", 160.0 * index / (sums.size() - 1), 30 - 28.0 * sums.get(index) / most));
        }
        return String.join(" ", points);
    }

    /** "6", or "100+". */
    public String getComing() {
        return numbers.of(runs.size()) + (now.more() ? "+" : "");
    }

    /** The next donations. */
    public List<Line> getNext() {
        return runs.stream().limit(FEW_DONATIONS).toList();
    }

    /** Runs that are running or paused. */
    public List<Line> getGoing() {
        return runs.stream().filter(Line::isGoing).toList();
    }

    public long getRunning() {
        return count(InvitationRun.Status.RUNNING);
    }

    public long getPaused() {
        return count(InvitationRun.Status.PAUSED);
    }

    private long count(InvitationRun.Status status) {
        return runs.stream().filter(line -> line.is(status)).count();
    }

    /** Whether it is an estimate how many donors wait. */
    public boolean isEstimated() {
        return runs.stream()
                .filter(Line::isGoing)
                .anyMatch(line -> line.figures().estimated());
    }

    public DayChart getChart() {
        return chart;
    }

    /** "26 Nov". */
    public String day(LocalDate day) {
        var start = day.atStartOfDay(zone).toInstant();
        return times.dayOfMonth(start) + " " + times.month(start);
    }

    /** "26 Nov: 12 sent, 1 skipped, 0 failed, 0 unknown, 3 waiting". */
    public String title(DayChart.Column column) {
        return day(column.day()) + ": " + words(column.counts(), column.waiting());
    }

    /** All days together, in words. */
    public String getTotal() {
        return words(chart.total(), chart.waiting());
    }

    private String words(DayCounts counts, long waiting) {
        return texts.get(
                "run.bar",
                numbers.of(counts.sent()),
                numbers.of(counts.skipped()),
                numbers.of(counts.failed()),
                numbers.of(waiting, waiting > 0 && isEstimated()),
                numbers.of(counts.unknown()));
    }

    public List<Bar> getTypes() {
        var counts = now.donors().all();
        var most = TYPES.stream().mapToLong(counts::of).max().orElse(0);
        return TYPES.stream()
                .map(type -> {
                    var unknown = type == BloodType.UNKNOWN;
                    return new Bar(
                            unknown ? texts.get("donors.type.unknown") : type.label(),
                            counts.of(type),
                            "type=" + (unknown ? "unknown" : encoded(type.code())),
                            percent(counts.of(type), most),
                            unknown);
                })
                .toList();
    }

    public List<Bar> getCities() {
        var cities = now.donors().cities();
        var most = cities.isEmpty() ? 0 : cities.get(0).counts().donors();
        return cities.stream()
                .limit(FEW_CITIES)
                .map(line -> new Bar(
                        line.city().name(),
                        line.counts().donors(),
                        "city=" + encoded(line.city().name()),
                        percent(line.counts().donors(), most),
                        false))
                .toList();
    }

    /** "3,461 donors in 58 other places", or "". */
    public String getOtherCities() {
        var others = now.donors().cities().stream().skip(FEW_CITIES).toList();
        var donors = others.stream().mapToLong(line -> line.counts().donors()).sum();
        return others.isEmpty() ? "" : texts.get("dash.cities.others", donors, others.size());
    }

    private static double percent(long count, long most) {
        return most == 0 ? 0 : 100.0 * Math.max(0, count) / most;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What needs somebody, the most urgent first; not more than can be read. */
    public List<Problem> getProblems() {
        return problems.stream().limit(MAX_PROBLEMS).toList();
    }

    /** How many more there are. */
    public int getMoreProblems() {
        return Math.max(0, problems.size() - MAX_PROBLEMS);
    }

    public int getProblemCount() {
        return problems.size();
    }

    private List<Problem> problems() {
        var found = new ArrayList<Problem>();
        ofMachinery(found);
        now.imports().stream()
                .filter(job -> job.state() == DonorImportJob.State.FAILED && job.toImport() > 0)
                .map(this::failed)
                .forEach(found::add);
        var looked = Stream.concat(runs.stream(), now.attention().stream().map(this::line))
                .toList();
        looked.stream()
                .filter(line -> line.is(InvitationRun.Status.PAUSED))
                .sorted(Comparator.comparing(line -> isPausedByStaff(line)))
                .map(this::paused)
                .forEach(found::add);
        looked.stream()
                .filter(line -> !line.is(InvitationRun.Status.PAUSED)
                        && !line.donation().cancelled())
                .filter(line -> line.figures().run().counts().failures() > 0)
                .sorted(Comparator.comparingLong(
                        line -> -line.figures().run().counts().failures()))
                .map(this::failed)
                .forEach(found::add);
        runs.stream()
                .filter(line -> !line.is(InvitationRun.Status.PAUSED)
                        && !line.donation().cancelled())
                .filter(line -> line.figures().run().counts().unknown() > 0)
                .map(this::unknown)
                .forEach(found::add);
        return List.copyOf(found);
    }

    private void ofMachinery(List<Problem> found) {
        var machinery = now.machinery();
        if (machinery.full()) {
            found.add(new Problem(
                    "server",
                    texts.get("dash.full"),
                    texts.get("dash.full.text"),
                    caller.isAdmin() ? "/staff/configuration.xhtml" : "/staff/donors.xhtml",
                    texts.get(caller.isAdmin() ? "dash.full.open" : "dash.full.donors")));
        }
        if (!machinery.relay().reachable()) {
            found.add(new Problem(
                    "server",
                    texts.get("dash.relay", times.moment(machinery.relay().since())),
                    texts.get("dash.relay.text", machinery.relay().lastError()),
                    "/staff/donations.xhtml?when=coming",
                    texts.get("dash.relay.open")));
        }
        if (!machinery.reading()) {
            found.add(new Problem(
                    "stream",
                    texts.get("dash.stream"),
                    texts.get("dash.stream.text"),
                    "/staff/stream.xhtml",
                    texts.get("dash.stream.open")));
        }
        if (machinery.parked() > 0) {
            found.add(new Problem(
                    "inbox",
                    texts.get("dash.parked", machinery.parked()),
                    texts.get("dash.parked.text"),
                    "/staff/stream.xhtml",
                    texts.get("dash.parked.open")));
        }
        if (machinery.heldBounces() > 0) {
            found.add(new Problem(
                    "mail",
                    texts.get("dash.bounces", machinery.heldBounces()),
                    texts.get("dash.bounces.text"),
                    caller.isAdmin() ? "/staff/mail.xhtml" : "/staff/donors.xhtml",
                    texts.get(caller.isAdmin() ? "dash.bounces.open" : "dash.bounces.donors")));
        }
    }

    /** Imports of donors that are under way, or ended within the last day. */
    public List<ImportLine> getImports() {
        return now.imports().stream()
                .filter(job ->
                        job.state() == DonorImportJob.State.IMPORTING || job.state() == DonorImportJob.State.FINISHED)
                .map(this::importLine)
                .toList();
    }

    private ImportLine importLine(DonorImportJob job) {
        var finished = job.state() == DonorImportJob.State.FINISHED;
        var imported = job.figures().imported();
        return new ImportLine(
                texts.get("dash.import", job.owner()),
                finished ? "finished" : "running",
                finished
                        ? texts.get("dash.import.finished", imported, times.moment(job.changedAt()))
                        : texts.get("dash.import.progress", imported, job.toImport()),
                linkOf(job),
                finished || job.toImport() == 0 ? 100 : 100.0 * job.figures().imported() / job.toImport());
    }

    /** Whose import it is can look at it. */
    private String linkOf(DonorImportJob job) {
        return job.owner().equals(caller.getName()) ? "/staff/donors-import.xhtml?job=" + job.id() : "";
    }

    private Problem failed(DonorImportJob job) {
        return new Problem(
                "people",
                texts.get("dash.import.failed", job.owner()),
                texts.sentence(job.failure()),
                linkOf(job).isEmpty() ? "/staff/donors.xhtml" : linkOf(job),
                texts.get(linkOf(job).isEmpty() ? "dash.bounces.donors" : "dash.import.open"));
    }

    private static boolean isPausedByStaff(Line line) {
        return line.figures().run().reason().equals(RunActions.PAUSED_BY_STAFF);
    }

    private Problem paused(Line line) {
        var text = isPausedByStaff(line)
                ? texts.get(key("dash.paused.text", line), line.waitingToRead())
                : texts.get(
                        key("dash.paused-itself.text", line),
                        line.figures().run().reason(),
                        line.waitingToRead());
        return new Problem(
                "pause",
                texts.get(isPausedByStaff(line) ? "dash.paused" : "dash.paused-itself", name(line)),
                text,
                link(line, ""),
                texts.get("dash.run.open"));
    }

    private static String key(String counted, Line line) {
        return line.figures().estimated() ? counted + ".about" : counted;
    }

    private Problem failed(Line line) {
        return new Problem(
                "mail",
                texts.get("dash.failed", line.figures().run().counts().failures(), name(line)),
                texts.get(line.is(InvitationRun.Status.FINISHED) ? "dash.failed.text" : "dash.failed.going"),
                link(line, "&outcome=failed#donors"),
                texts.get("dash.failed.open"));
    }

    private Problem unknown(Line line) {
        return new Problem(
                "mail",
                texts.get("dash.unknown", line.figures().run().counts().unknown(), name(line)),
                texts.get("dash.unknown.text"),
                link(line, "&outcome=unknown#donors"),
                texts.get("dash.failed.open"));
    }

    /** How far the run is: "796 of 1,180 sent, 5 failed", or where it stands while nobody is known to invite. */
    public String progress(Line line) {
        var figures = line.figures();
        if (figures.toInvite() <= 0) {
            return texts.get(
                    figures.donors().isPresent() || figures.run().isOver()
                            ? "donations.nobody"
                            : "donations.uncounted");
        }
        var counts = figures.run().counts();
        var toInvite = numbers.of(figures.toInvite(), figures.estimated());
        var sent = texts.get("donations.sent", numbers.of(counts.sent()), toInvite);
        return counts.failures() == 0
                ? sent
                : sent + ", " + texts.get("donations.failed", numbers.of(counts.failures()));
    }

    /** "Haarlem, 3 Dec". */
    public String name(Line line) {
        var start = line.donation().startsAt();
        return line.donation().city().name() + ", " + times.dayOfMonth(start) + " " + times.month(start);
    }

    private static String link(Line line, String more) {
        return "/staff/donation.xhtml?id=" + line.donation().id() + more;
    }

    /** What the chart says, in a sentence. */
    public String getSummary() {
        return chart.busy().stream()
                .max(Comparator.comparingLong(DayChart.Column::total))
                .map(most -> texts.get("dash.days.summary", chart.all(), day(most.day()), most.total()))
                .orElseGet(() -> texts.get("dash.days.none"));
    }
}
