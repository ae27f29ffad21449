package org.savealife.invitation.told;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.savealife.donation.Difference;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationChange;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.NoticeCounts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.web.InvitationResource;
import org.savealife.invitation.web.RunParameter;
import org.savealife.platform.RandomId;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.security.Roles;

/** What has changed of a donation, and who is told, over HTTP, for staff. */
@Path("donation/{id: " + RandomId.FORM + "}/notices")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
public class NoticeResource {

    @Inject
    DonationRepository donations;

    @Inject
    NoticeCounts counts;

    @Inject
    Notices runs;

    @Inject
    NotReached notReached;

    /**
     * The changes of a donation, the oldest first.
     *
     * @param invited how many donors would be told of the next change with {@code all}
     * @param booked likewise with {@code booked}
     * @param reminders the runs that remind donors, the first one first
     */
    public record NoticesBody(long invited, long booked, List<NoticeBody> notices, List<NoticeRunBody> reminders) {}

    /**
     * A change, or that the donation was called off.
     *
     * @param kind whether it is a {@code "change"} or a {@code "cancellation"}
     * @param told whom staff wanted to tell
     * @param run how far the notices are; only once they have begun
     */
    public record NoticeBody(
            long sequence,
            String kind,
            Instant at,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String by,
            @JsonProperty("notify") String told,
            List<Difference> changes,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<NoticeRunBody> run) {

        static NoticeBody of(DonationChange change, Optional<InvitationRun> run) {
            return new NoticeBody(
                    change.sequence(),
                    change.cancellation() ? "cancellation" : "change",
                    change.at(),
                    change.by(),
                    change.told().word(),
                    change.differences(),
                    change.cancelReason(),
                    run.map(NoticeRunBody::of));
        }
    }

    /**
     * The progress of a run that tells the donors.
     *
     * @param reason only if skipped, paused or cancelled
     * @param notReached how many donors it could not tell so far
     */
    public record NoticeRunBody(
            String id,
            String status,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
            InvitationResource.CountsBody counts,
            long notReached,
            Instant startedAt,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> finishedAt) {

        static NoticeRunBody of(InvitationRun run) {
            return new NoticeRunBody(
                    run.runId(),
                    run.status().word(),
                    run.reason(),
                    InvitationResource.CountsBody.of(run.counts()),
                    Notices.notReached(run),
                    run.openedAt(),
                    run.finishedAt());
        }
    }

    /**
     * Whom a run could not tell.
     *
     * @param more whether there may be more donors than these
     */
    public record NotReachedBody(
            List<DonorBody> donors,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean more) {}

    /**
     * A donor whom a run could not tell. Deleted donors have an id only.
     *
     * @param state what the donor has replied to the invitation: {@code booked}, {@code waiting}, {@code offered}
     * @param slot when the donor is expected
     */
    public record DonorBody(
            String donorId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String firstName,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String email,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String state,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> slot,
            String outcome,
            String reason) {

        static DonorBody of(NotReached.Line line) {
            return new DonorBody(
                    line.donorId(),
                    line.donor().map(donor -> donor.firstName().value()).orElse(""),
                    line.donor().map(donor -> donor.email().value()).orElse(""),
                    line.reply().isExpected() ? line.state() : "",
                    line.reply().slot().filter(slot -> line.reply().isExpected()),
                    line.outcome().kind(),
                    line.outcome().reason());
        }
    }

    @GET
    public NoticesBody notices(@PathParam("id") String donationId) {
        var donation = donation(donationId);
        var changes = donations.changes(donation);
        var told = runs.runs(donation);
        var byId = told.stream().collect(Collectors.toMap(InvitationRun::id, run -> run));
        var audience = counts.of(donation);
        return new NoticesBody(
                audience.invited(),
                audience.booked(),
                changes.stream()
                        .map(change -> NoticeBody.of(change, Optional.ofNullable(byId.get(runId(donationId, change)))))
                        .toList(),
                told.stream()
                        .filter(run -> run.id().kind() == Kind.REMINDER)
                        .map(NoticeRunBody::of)
                        .toList());
    }

    /** Whom the run could not tell, those who are booked first. */
    @GET
    @Path("{run: " + RunParameter.FORM_OF_NOTICES + "}/not-reached")
    public NotReachedBody notReached(@PathParam("id") String donationId, @PathParam("run") String runId) {
        var donation = donation(donationId);
        var run = RunParameter.find(runId)
                .filter(id -> id.donationId().equals(donationId))
                .flatMap(id -> runs.find(id, donation))
                .orElseThrow(() -> new NotFoundException("There is no such run."));
        var lines = notReached.find(run.id(), donation);
        return new NotReachedBody(lines.stream().map(DonorBody::of).toList(), lines.size() >= NotReached.MOST);
    }

    private Donation donation(String id) {
        return donations.find(id).orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }

    static RunId runId(String donationId, DonationChange change) {
        return change.cancellation() ? RunId.cancellation(donationId) : RunId.change(donationId, change.sequence());
    }
}
