package org.savealife.invitation;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorRepository;
import org.savealife.platform.Audit;
import org.savealife.platform.Caller;
import org.savealife.platform.ConflictException;
import org.savealife.platform.Cursor;
import org.savealife.platform.Language;
import org.savealife.platform.Listing;
import org.savealife.platform.NotFoundException;
import org.savealife.platform.Numbers;
import org.savealife.platform.OnlyFor;
import org.savealife.platform.RandomId;
import org.savealife.platform.Roles;
import org.savealife.platform.Spans;
import org.savealife.platform.Texts;
import org.savealife.platform.Times;

/**
 * One donation and its run. In the address: {@code id}, and which donors to list: {@code outcome} (a kind of it), {@code
 * reason}, {@code after}. The forms of the page send them along, so it keeps nothing between requests.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DonationPage {

    /** Donors on a page. */
    private static final int PAGE = 20;

    /** RFC 3463, behind the code of the reply. */
    private static final Pattern ENHANCED_CODE = Pattern.compile("[45]\\d\\d ([45]\\.\\d{1,3}\\.\\d{1,3})\\b");

    private static final Pattern ID = Pattern.compile(RandomId.FORM);

    @Inject
    DonationRepository donations;

    @Inject
    DonorRepository donors;

    @Inject
    LedgerRepository ledger;

    @Inject
    RunControl control;

    @Inject
    RunWatch watch;

    @Inject
    Mailer mailer;

    @Inject
    Audit audit;

    @Inject
    Caller caller;

    @Inject
    Texts texts;

    @Inject
    Spans spans;

    @Inject
    Times times;

    @Inject
    Clock clock;

    @Inject
    HttpServletRequest request;

    private @Nullable Donation donation;
    private @Nullable RunFigures figures;
    private @Nullable Listing<Line> lines;
    private @Nullable List<MailPreview> previews;

    /** A donor of the list. */
    public record Line(String donorId, Optional<Donor> donor, Outcome outcome) {}

    /** The donation. @throws NotFoundException if there is none, which makes the page "not found" */
    public Donation getDonation() {
        var known = donation;
        if (known == null) {
            known = Optional.of(parameter("id"))
                    .filter(id -> ID.matcher(id).matches())
                    .flatMap(donations::find)
                    .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
            donation = known;
        }
        return known;
    }

    private String parameter(String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("");
    }

    public boolean isPast() {
        return getDonation().isPast(clock.instant());
    }

    public RunFigures getFigures() {
        var known = figures;
        if (known == null) {
            known = new RunFigures(watch.get(getDonation().id()), clock.instant());
            figures = known;
        }
        return known;
    }

    private InvitationRun run() {
        return getFigures().run();
    }

    /** Where the run stands: a word of the API, and of the message bundle. */
    public String getStatus() {
        return run().status().word();
    }

    /** Why it stands there, in words; "" where there is nothing to say. */
    public String getReason() {
        return run().reason().isEmpty() ? "" : words(run().reason());
    }

    /** A reason in words, where there are words for it; the relay's own are in nobody's language. */
    private String words(String reason) {
        var key = "reason." + reason;
        var words = texts.get(key);
        return words.equals(key) ? reason : words;
    }

    /** What the caller may do now, of pause, resume, cancel, retry and call-off. */
    public String getAllowed() {
        if (!caller.isStaff()) {
            return "";
        }
        var may = Stream.<String>builder();
        switch (run().status()) {
            case RUNNING -> may.add("pause").add("cancel");
            case PAUSED -> may.add("resume").add("cancel");
            case FINISHED -> {
                if (run().counts().retryable() > 0 && !getDonation().cancelled() && !isPast()) {
                    may.add("retry");
                }
            }
            default -> {
                // nothing to steer
            }
        }
        if (!getDonation().cancelled() && !isPast()) {
            may.add("call-off");
        }
        return may.build().collect(Collectors.joining(" "));
    }

    public boolean may(String action) {
        return List.of(getAllowed().split(" ")).contains(action);
    }

    /** Whether the run paused by itself: then the reason is the relay's last answer, or what went wrong. */
    public boolean isPausedByItself() {
        return run().status() == InvitationRun.Status.PAUSED && !run().reason().equals(RunControl.PAUSED_BY_STAFF);
    }

    /** "9.8", or "" while there is too little to measure. */
    public String getPace() {
        return getFigures()
                .pace()
                .map(pace -> texts.get(pace < 10 ? "run.pace.slow" : "run.pace.fast", pace))
                .orElse("");
    }

    public String getLeft() {
        return getFigures().left().map(spans::words).orElse("");
    }

    /** When it will have finished, where {@link #getLeft} tells anything. */
    public Instant getExpectedFinish() {
        return clock.instant().plus(getFigures().left().orElse(Duration.ZERO));
    }

    /** Whole percents of the donors who are settled. */
    public long getPercentSettled() {
        return (long) getFigures().percent(run().counts().settled());
    }

    /** When the donation ends: the hour, with the day where that is another one. */
    public String getEnd() {
        var donated = getDonation();
        var last = donated.endsAt().orElse(donated.startsAt());
        var day = times.day(last);
        return day.equals(times.day(donated.startsAt())) ? times.clock(last) : day + ", " + times.clock(last);
    }

    /** The text, and that with {@code .about}, about how many donors have no invitation and are left. */
    public String left(String key) {
        var left = getFigures().waiting() + run().counts().deferred();
        return getFigures().estimated()
                ? texts.get(key + ".about", Numbers.rounded(left))
                : texts.get(key, left);
    }

    public String getTook() {
        return getFigures().took().map(spans::words).orElse("");
    }

    @OnlyFor(Roles.STAFF)
    public void pause() {
        steer(control::pause);
    }

    @OnlyFor(Roles.STAFF)
    public void resume() {
        steer(control::resume);
    }

    @OnlyFor(Roles.STAFF)
    public void cancel() {
        steer(control::cancel);
    }

    @OnlyFor(Roles.STAFF)
    public void retry() {
        steer(control::retry);
    }

    @OnlyFor(Roles.STAFF)
    public void callOff() {
        var id = getDonation().id();
        audit.recording("donation.cancel", id, () -> donations.cancel(id)).ifPresent(cancelled -> donation = cancelled);
        show(control.get(getDonation().id()));
    }

    private void steer(Function<String, InvitationRun> action) {
        try {
            show(action.apply(getDonation().id()));
        } catch (ConflictException otherwise) {
            show(control.get(getDonation().id()));
            FacesContext.getCurrentInstance()
                    .addMessage(
                            null,
                            new FacesMessage(
                                    FacesMessage.SEVERITY_WARN,
                                    texts.get("run.otherwise", texts.get("run.status." + getStatus())),
                                    ""));
        }
    }

    private void show(InvitationRun run) {
        figures = new RunFigures(watch.note(run), clock.instant());
    }

    /** The kind of outcome that is listed, or "" for all. */
    public String getOutcome() {
        var kind = parameter("outcome");
        return List.of("sent", "failed", "skipped", "deferred", "unknown").contains(kind) ? kind : "";
    }

    /** The reason that is listed, or "" for all. */
    public String getChosenReason() {
        return getOutcome().isEmpty() ? "" : parameter("reason");
    }

    /** How many have that kind of outcome. */
    public long count(String kind) {
        var counts = run().counts();
        return switch (kind) {
            case "sent" -> counts.sent();
            case "failed" -> counts.failures();
            case "skipped" -> counts.skips();
            case "deferred" -> counts.deferred();
            case "unknown" -> counts.unknown();
            default -> counts.settled() + counts.deferred();
        };
    }

    /** Reasons of the kind that is listed, with how many have them, the most frequent first. */
    public List<Map.Entry<String, Long>> getReasons() {
        var counts = run().counts();
        var reasons = switch (getOutcome()) {
            case "failed" -> counts.failed();
            case "skipped" -> counts.skipped();
            default -> Map.<String, Long>of();
        };
        return Counts.mostFrequentFirst(reasons);
    }

    /** What the reason is called, as it is counted. */
    public String reasonWord(String reason) {
        return words(reason);
    }

    public List<Line> getLines() {
        return listing().entries();
    }

    private Listing<Line> listing() {
        var known = lines;
        if (known == null) {
            known = find();
            lines = known;
        }
        return known;
    }

    private Listing<Line> find() {
        var wanted = new LedgerRepository.Wanted(getOutcome(), getChosenReason());
        var page = ledger.find(getDonation().id(), wanted, after(), PAGE);
        return new Listing<>(
                page.entries().stream()
                        .map(entry -> new Line(entry.donorId(), donors.find(entry.donorId()), entry.outcome()))
                        .toList(),
                page.next());
    }

    private Cursor after() {
        try {
            return Cursor.parse(parameter("after"), 1);
        } catch (IllegalArgumentException ofAnotherList) {
            return Cursor.NONE;
        }
    }

    /** Why the donor has that outcome: in words, and as the relay said it; "" where there is nothing to say. */
    public String why(Line line) {
        var reason = line.outcome().reason();
        var codes = ENHANCED_CODE.matcher(reason);
        if (!codes.lookingAt()) {
            return words(reason);
        }
        var words = words(codes.group(1));
        return words.equals(codes.group(1)) ? words(reason) : words + ": " + reason;
    }

    public boolean isFirst() {
        return after().isNone();
    }

    public boolean isMore() {
        return !listing().next().isNone();
    }

    /** Whether whoever asks for what is new wants the list as well. */
    public boolean isListWanted() {
        return isFirst() && !parameter("list").equals("no");
    }

    /** The address of the list of other donors of this run. */
    public String address(String kind, String reason) {
        return "?id=" + getDonation().id() + "&outcome=" + kind + "&reason="
                + URLEncoder.encode(reason, StandardCharsets.UTF_8);
    }

    public String getNext() {
        return address(getOutcome(), getChosenReason()) + "&after="
                + listing().next().text();
    }

    /** What this page is asked for with, for asking again. */
    public String getQuery() {
        return address(getOutcome(), getChosenReason()) + (isFirst() ? "" : "&after=" + after().text());
    }

    /** What an invitation says in each language, that of the page first, to a made-up donor. */
    public List<MailPreview> getPreviews() {
        var known = previews;
        if (known == null) {
            var language =
                    Language.of(FacesContext.getCurrentInstance().getViewRoot().getLocale());
            known = MailPreview.of(
                    getDonation(), mailer, language, "id=" + getDonation().id());
            previews = known;
        }
        return known;
    }

    public String getSender() {
        return mailer.from();
    }
}
