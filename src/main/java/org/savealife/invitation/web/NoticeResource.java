package org.savealife.invitation.web;

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
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.Difference;
import org.savealife.donation.DonationChange;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.NoticeCounts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.run.RunId;
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
    RunRepository runs;

    /**
     * The changes of a donation, the oldest first.
     *
     * @param invited how many donors would be told of the next change with {@code all}
     * @param booked likewise with {@code booked}
     */
    public record NoticesBody(long invited, long booked, List<NoticeBody> notices) {}

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

    /** The progress of the run that tells the donors. */
    public record NoticeRunBody(String status, InvitationResource.CountsBody counts) {

        static NoticeRunBody of(InvitationRun run) {
            return new NoticeRunBody(run.status().word(), InvitationResource.CountsBody.of(run.counts()));
        }
    }

    @GET
    public NoticesBody notices(@PathParam("id") String donationId) {
        var donation = donations
                .find(donationId)
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
        var changes = donations.changes(donation);
        var told = runs(donationId, changes);
        var audience = counts.of(donation);
        return new NoticesBody(
                audience.invited(),
                audience.booked(),
                changes.stream()
                        .map(change -> NoticeBody.of(change, Optional.ofNullable(told.get(runId(donationId, change)))))
                        .toList());
    }

    private Map<String, InvitationRun> runs(String donationId, List<DonationChange> changes) {
        return runs.findAll(
                changes.stream().map(change -> runId(donationId, change)).toList());
    }

    private static String runId(String donationId, DonationChange change) {
        return change.cancellation()
                ? RunId.cancellation(donationId).text()
                : RunId.change(donationId, change.sequence()).text();
    }
}
