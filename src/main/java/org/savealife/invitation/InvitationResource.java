package org.savealife.invitation;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.DonorRepository;
import org.savealife.platform.NotFoundException;
import org.savealife.platform.RandomId;
import org.savealife.platform.Roles;

/** Runs over HTTP, for staff: how far a donation's invitations are, and what became of a donor's. */
@Path("donation/{id: " + RandomId.FORM + "}/invitations")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
public class InvitationResource {

    @Inject
    RunRepository runs;

    @Inject
    DonationRepository donations;

    @Inject
    DonorRepository donors;

    @Inject
    Mailer mailer;

    /** How far a run is; counts lag behind by up to 100 donors. {@code reason} only where skipped. */
    public record RunBody(
            String donationId,
            String status,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            CountsBody counts,
            Map<String, Long> failedByCode,
            Map<String, Long> skippedByReason,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {

        static RunBody of(InvitationRun run) {
            return new RunBody(
                    run.donationId(),
                    run.status().word(),
                    run.reason(),
                    new CountsBody(
                            run.counts().sent(),
                            run.counts().failures(),
                            run.counts().skips()),
                    run.counts().failed(),
                    run.counts().skipped(),
                    run.startedAt(),
                    run.finishedAt());
        }
    }

    /** Donors by outcome. */
    public record CountsBody(long sent, long failed, long skipped) {}

    /**
     * What became of one donor's invitation.
     *
     * @param outcome {@code pending}, {@code sending}, {@code sent}, {@code failed}, {@code skipped}, or {@code none}
     *     for a donor whom the run did not come across, say because they signed up later
     */
    public record OutcomeBody(
            String donationId,
            String donorId,
            String outcome,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String messageId) {}

    @GET
    public RunBody run(@PathParam("id") String donationId) {
        return RunBody.of(find(donationId));
    }

    @GET
    @Path("{donorId: " + RandomId.FORM + "}")
    public OutcomeBody outcome(@PathParam("id") String donationId, @PathParam("donorId") String donorId) {
        var run = find(donationId);
        var page = runs.findPage(donationId, donorId);
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
            return new OutcomeBody(donationId, donorId, "none", Matching.SAME_CITY.reason(), "");
        }
        var sending = page.isPresent() && !page.get().done();
        return new OutcomeBody(donationId, donorId, sending ? "sending" : "pending", "", "");
    }

    private InvitationRun find(String donationId) {
        return runs.find(donationId)
                .or(() -> donations.find(donationId).map(InvitationRun::waiting))
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }

    private OutcomeBody body(String donationId, String donorId, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return new OutcomeBody(donationId, donorId, "failed", failed.reason(), "");
        }
        if (outcome instanceof Outcome.Skipped skipped) {
            return new OutcomeBody(donationId, donorId, "skipped", skipped.reason(), "");
        }
        return new OutcomeBody(donationId, donorId, "sent", "", mailer.messageId(donationId, donorId));
    }
}
