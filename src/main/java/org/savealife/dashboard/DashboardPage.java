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
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.csv.DonorImportJob;
import org.savealife.invitation.DayCounts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.web.RunProgress;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The first page for staff: figures, runs in progress, and what needs attention. All of it comes from {@link
 * DashboardLiveTopic}.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DashboardPage {

    private static final int FEW_DONATIONS = 5;
    private static final int FEW_CITIES = 8;
    private static final int MAX_PROBLEMS = 6;
    private static final int WEEK = 7;

    /** By how frequent they are among people, not by their counts, so that bars keep their places. */
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

    private final DashboardLiveTopic live;
    private final MessageBundle texts;
    private final DateTimeTexts times;
    private final NumberTexts numbers;
    private final CurrentUser caller;
    private final Clock clock;
    private final ZoneId zone;

    private Dashboard now;
    private List<RunLine> runs = List.of();
    private List<DashboardProblems.Problem> problems = List.of();
    private DayChart chart;

    /**
     * A bar of a chart.
     *
     * @param link to the donors that it counts
     * @param percent of the longest bar
     */
    public record Bar(String name, long count, String link, double percent, boolean unknown) {}

    @Inject
    public DashboardPage(
            DashboardLiveTopic live,
            MessageBundle texts,
            DateTimeTexts times,
            NumberTexts numbers,
            CurrentUser caller,
            Clock clock,
            ZoneId zone) {
        this.live = live;
        this.texts = texts;
        this.times = times;
        this.numbers = numbers;
        this.caller = caller;
        this.clock = clock;
        this.zone = zone;
    }

    @PostConstruct
    void load() {
        now = live.get();
        runs = now.coming().stream().map(this::line).toList();
        problems = new DashboardProblems(now, runs, this::line, texts, times, caller).find();
        var waiting = runs.stream()
                .filter(RunLine::isGoing)
                .mapToLong(RunLine::waiting)
                .sum();
        chart = DayChart.of(now.days(), waiting);
    }

    private RunLine line(Donation donation) {
        var run = Optional.ofNullable(now.runs().get(donation.id()))
                .orElseGet(() -> InvitationRun.none(donation, clock.instant()));
        return new RunLine(donation, new RunProgress(donation.cancelled() ? run.calledOff() : run, clock.instant()));
    }

    /** "Thursday 26 November". */
    public String getToday() {
        return times.day(clock.instant());
    }

    /** Whether there is nothing to show yet: no donor, no coming donation, no invitation. */
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

    /** How many had signed up by each of the last days, as points of a line 160 wide and 32 high. */
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
    public List<RunLine> getNext() {
        return runs.stream().limit(FEW_DONATIONS).toList();
    }

    /** Runs that are running or paused. */
    public List<RunLine> getGoing() {
        return runs.stream().filter(RunLine::isGoing).toList();
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

    /** Whether the number of waiting donors is an estimate. */
    public boolean isEstimated() {
        return runs.stream()
                .filter(RunLine::isGoing)
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

    /** The sums of all days in words. */
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

    /** What needs attention, the most urgent first; only as many as can be read. */
    public List<DashboardProblems.Problem> getProblems() {
        return problems.stream().limit(MAX_PROBLEMS).toList();
    }

    /** How many more problems there are. */
    public int getMoreProblems() {
        return Math.max(0, problems.size() - MAX_PROBLEMS);
    }

    public int getProblemCount() {
        return problems.size();
    }

    /** Imports of donors that are in progress, or ended within the last day. */
    public List<ImportLine> getImports() {
        return now.imports().stream()
                .filter(job ->
                        job.state() == DonorImportJob.State.IMPORTING || job.state() == DonorImportJob.State.FINISHED)
                .map(job -> ImportLine.of(job, texts, times, caller))
                .toList();
    }

    /** The run's progress: "796 of 1,180 sent, 5 failed", or its state while nobody is known who is to be invited. */
    public String progress(RunLine line) {
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
    public String name(RunLine line) {
        return line.name(times);
    }

    /** The chart in a sentence. */
    public String getSummary() {
        return chart.busy().stream()
                .max(Comparator.comparingLong(DayChart.Column::total))
                .map(most -> texts.get("dash.days.summary", chart.all(), day(most.day()), most.total()))
                .orElseGet(() -> texts.get("dash.days.none"));
    }
}
