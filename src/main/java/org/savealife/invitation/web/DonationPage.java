package org.savealife.invitation.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.mail.MailPreview;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.DurationTexts;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * One donation and one of its runs: that of its invitations, or, on {@code run.xhtml}, one that tells more; {@link
 * RunDonorsPage} lists the run's donors. Address parameter: {@code id}, of the run. The forms of the page send it
 * along, so the page keeps nothing between requests.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class DonationPage {

    private final DonationRepository donations;
    private final RunActions actions;
    private final RunLiveTopic live;
    private final Mailer mailer;
    private final CurrentUser caller;
    private final ReasonTexts reasons;
    private final MessageBundle texts;
    private final DurationTexts durations;
    private final DateTimeTexts times;
    private final Clock clock;

    private @Nullable Donation donation;
    private @Nullable RunProgress figures;
    private @Nullable List<MailPreview> previews;

    @Inject
    public DonationPage(
            DonationRepository donations,
            RunActions actions,
            RunLiveTopic live,
            Mailer mailer,
            CurrentUser caller,
            ReasonTexts reasons,
            MessageBundle texts,
            DurationTexts durations,
            DateTimeTexts times,
            Clock clock) {
        this.donations = donations;
        this.actions = actions;
        this.live = live;
        this.mailer = mailer;
        this.caller = caller;
        this.reasons = reasons;
        this.texts = texts;
        this.durations = durations;
        this.times = times;
        this.clock = clock;
    }

    /**
     * @return the donation
     * @throws NotFoundException if there is none, which shows the page "not found"
     */
    public Donation getDonation() {
        var known = donation;
        if (known == null) {
            known = id().map(RunId::donationId)
                    .flatMap(donations::find)
                    .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
            donation = known;
        }
        return known;
    }

    private static Optional<RunId> id() {
        return ViewParameters.find("id").flatMap(RunParameter::find);
    }

    /** The run of the page. */
    public RunId getRunId() {
        return id().orElseThrow(() -> new NotFoundException("There is no such run."));
    }

    /** Whether the run tells donors more of a donation to which they were invited. */
    public boolean isNotice() {
        return getRunId().kind() != Kind.INVITATION;
    }

    /** The key of a text about the run: what is said of invitations has other words for runs that tell more. */
    public String key(String ofInvitations) {
        return isNotice() ? ofInvitations + ".told" : ofInvitations;
    }

    /** Whether staff may change it: it is not called off, and not over. */
    public boolean isChangeable() {
        return caller.isStaff() && !getDonation().cancelled() && !isPast();
    }

    public boolean isPast() {
        return getDonation().isPast(clock.instant());
    }

    public RunProgress getFigures() {
        var known = figures;
        if (known == null) {
            known = new RunProgress(live.get(getRunId().text()), clock.instant());
            figures = known;
        }
        return known;
    }

    private InvitationRun run() {
        return getFigures().run();
    }

    /** The run's status: a word of the API, and a key of the message bundle. */
    public String getStatus() {
        return run().status().word();
    }

    /** The reason for the status in words; "" if there is none. */
    public String getReason() {
        return run().reason().isEmpty() ? "" : reasons.words(run().reason());
    }

    /** What the caller may do now: some of pause, resume, cancel, retry and call-off. */
    public String getAllowed() {
        if (!caller.isStaff()) {
            return "";
        }
        var may = Stream.<String>builder();
        switch (run().status()) {
            case RUNNING -> may.add("pause").add("cancel");
            case PAUSED -> may.add(isFull() ? "pause" : "resume").add("cancel");
            case FINISHED -> {
                if (run().counts().retryable() > 0 && actions.mayRetry(getRunId(), getDonation())) {
                    may.add("retry");
                }
            }
            default -> {
                // nothing can be done to the run
            }
        }
        if (isChangeable() && !isNotice()) {
            may.add("call-off");
        }
        return may.build().collect(Collectors.joining(" "));
    }

    public boolean may(String action) {
        return List.of(getAllowed().split(" ")).contains(action);
    }

    /** Whether the run paused by itself. Then the reason is the relay's last answer, or an error. */
    public boolean isPausedByItself() {
        return run().status() == InvitationRun.Status.PAUSED
                && !isFull()
                && !run().reason().equals(RunActions.PAUSED_BY_STAFF);
    }

    /** Whether the run waits for a free seat. */
    public boolean isFull() {
        return run().isFull();
    }

    /** How many donors were not invited because no seat was free when the donation began. */
    public long getLeftOut() {
        return run().counts().skipped().getOrDefault(InvitationRun.FULL, 0L);
    }

    /** "9.8", or "" if there is too little to measure. */
    public String getPace() {
        return getFigures()
                .pace()
                .map(pace -> texts.get(pace < 10 ? "run.pace.slow" : "run.pace.fast", pace))
                .orElse("");
    }

    public String getLeft() {
        return getFigures().left().map(durations::words).orElse("");
    }

    /** When the run will have finished. To be asked only if {@link #getLeft} is not empty. */
    public Instant getExpectedFinish() {
        return clock.instant().plus(getFigures().left().orElse(Duration.ZERO));
    }

    /** Donors with whom the run is done, in whole percent. */
    public long getPercentSettled() {
        return (long) getFigures().percent(run().counts().settled());
    }

    /** When the donation ends: the time, with the day if that is another one. */
    public String getEnd() {
        var donated = getDonation();
        var last = donated.endsAt().orElse(donated.startsAt());
        var day = times.day(last);
        return day.equals(times.day(donated.startsAt())) ? times.clock(last) : day + ", " + times.clock(last);
    }

    /**
     * The text with that key, or with {@code .about} appended for estimates, about the number of waiting and
     * deferred donors.
     */
    public String left(String key) {
        var left = getFigures().waiting() + run().counts().deferred();
        return getFigures().estimated() ? texts.get(key + ".about", NumberTexts.rounded(left)) : texts.get(key, left);
    }

    public String getTook() {
        return getFigures().took().map(durations::words).orElse("");
    }

    @OnlyFor(Roles.STAFF)
    public void pause() {
        steer(actions::pause);
    }

    @OnlyFor(Roles.STAFF)
    public void resume() {
        steer(actions::resume);
    }

    @OnlyFor(Roles.STAFF)
    public void cancel() {
        steer(actions::cancel);
    }

    @OnlyFor(Roles.STAFF)
    public void retry() {
        steer(actions::retry);
    }

    /** Shows the donation as it is now. */
    void show(Donation changed) {
        donation = changed;
        show(actions.get(getRunId().text()));
    }

    private void steer(Function<String, InvitationRun> action) {
        try {
            show(action.apply(getRunId().text()));
        } catch (ConflictException otherwise) {
            show(actions.get(getRunId().text()));
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
        figures = new RunProgress(live.note(run), clock.instant());
    }

    /** The number of donors with that kind of outcome. */
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

    /** The invitation in each language, that of the page first, to a made-up donor. */
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
