package org.savealife.invitation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Counts;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.mail.Mailer;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.RandomId;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.security.Roles;

/** Runs over HTTP, for staff: a run's progress, and the outcome of one donor. */
@Path("donation/{id: " + RandomId.FORM + "}/invitations")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
public class InvitationResource {

    @Inject
    RunActions actions;

    @Inject
    LedgerRepository ledger;

    @Inject
    DonationRepository donations;

    @Inject
    DonorRepository donors;

    @Inject
    Mailer mailer;

    @Inject
    Clock clock;

    /**
     * The progress of a run. Counts lag behind by up to 100 donors.
     *
     * @param reason only if skipped, paused or cancelled, or if it ends as the donation is full
     * @param late only if there were late donors
     * @param donorsExpected only once the run has begun; may be an estimate for a city with many donors
     * @param expectedFinishAt only while the run is running, once its speed is known
     * @param quota only if the provider has one
     */
    public record RunBody(
            String donationId,
            String status,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            CountsBody counts,
            Map<String, Long> failedByCode,
            Map<String, Long> skippedByReason,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long late,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> donorsExpected,
            Optional<Instant> startedAt,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> expectedFinishAt,
            Optional<Instant> finishedAt,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<QuotaBody> quota) {

        static RunBody of(InvitationRun run, Instant now) {
            return new RunBody(
                    run.donationId(),
                    run.status().word(),
                    run.reason(),
                    CountsBody.of(run.counts()),
                    run.counts().failed(),
                    run.counts().skipped(),
                    run.late(),
                    Optional.of(run.plan().expected()).filter(expected -> expected != InvitationRun.Plan.NOT_KNOWN),
                    run.startedAt(),
                    run.expectedFinish(now),
                    run.finishedAt(),
                    Optional.of(run.plan().quota())
                            .filter(quota -> !quota.equals(SendingQuota.UNKNOWN))
                            .map(QuotaBody::of));
        }
    }

    /** Donors by outcome. Deferred ones are tried again, unknown ones only if staff decide so. */
    public record CountsBody(long sent, long failed, long skipped, long deferred, long unknown) {

        public static CountsBody of(Counts counts) {
            return new CountsBody(
                    counts.sent(), counts.failures(), counts.skips(), counts.deferred(), counts.unknown());
        }
    }

    /**
     * The provider's limits when the run began.
     *
     * @param perSecond messages a second, 0 for no limit
     * @param leftToday messages left within 24 hours, -1 for no limit
     */
    public record QuotaBody(double perSecond, long leftToday) {

        static QuotaBody of(SendingQuota quota) {
            return new QuotaBody(quota.perSecond(), quota.leftToday());
        }
    }

    /**
     * The outcome of one donor's invitation.
     *
     * @param outcome {@code pending}, {@code sending}, {@code sent}, {@code failed}, {@code skipped}, {@code
     *     deferred}, {@code unknown}, or {@code none} for a donor whom the run did not find, for example because
     *     they signed up after the donation had begun
     */
    public record OutcomeBody(
            String donationId,
            String donorId,
            String outcome,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String messageId) {}

    @GET
    public RunBody run(@PathParam("id") String donationId) {
        return body(actions.get(donationId));
    }

    @POST
    @Path("pause")
    @RolesAllowed(Roles.STAFF)
    public RunBody pause(@PathParam("id") String donationId) {
        return body(actions.pause(donationId));
    }

    @POST
    @Path("resume")
    @RolesAllowed(Roles.STAFF)
    public RunBody resume(@PathParam("id") String donationId) {
        return body(actions.resume(donationId));
    }

    @POST
    @Path("cancel")
    @RolesAllowed(Roles.STAFF)
    public RunBody cancel(@PathParam("id") String donationId) {
        return body(actions.cancel(donationId));
    }

    @POST
    @Path("retry")
    @RolesAllowed(Roles.STAFF)
    public RunBody retry(@PathParam("id") String donationId) {
        return body(actions.retry(donationId));
    }

    @GET
    @Path("{donorId: " + RandomId.FORM + "}")
    public OutcomeBody outcome(@PathParam("id") String donationId, @PathParam("donorId") String donorId) {
        var run = actions.get(donationId);
        var page = ledger.findPage(donationId, donorId);
        var outcome = page.flatMap(covering -> covering.outcome(donorId));
        if (outcome.isPresent()) {
            return body(donationId, donorId, outcome.get());
        }
        var donor = donors.find(donorId).orElseThrow(() -> new NotFoundException("There is no donor with this id."));
        if (run.finishedAt().isPresent()) {
            return new OutcomeBody(donationId, donorId, "none", run.reason(), "");
        }
        var inCity = donations
                .find(donationId)
                .map(found -> found.city().equals(donor.city()))
                .orElse(false);
        if (!inCity) {
            return new OutcomeBody(donationId, donorId, "none", EligibilityRules.SAME_CITY.reason(), "");
        }
        var sending = page.isPresent() && !page.get().done();
        return new OutcomeBody(
                donationId, donorId, sending ? "sending" : "pending", run.isFull() ? run.reason() : "", "");
    }

    private RunBody body(InvitationRun run) {
        return RunBody.of(run, clock.instant());
    }

    private OutcomeBody body(String donationId, String donorId, Outcome outcome) {
        var messageId = outcome instanceof Outcome.Sent ? mailer.messageId(donationId, donorId) : "";
        return new OutcomeBody(donationId, donorId, outcome.kind(), outcome.reason(), messageId);
    }
}
