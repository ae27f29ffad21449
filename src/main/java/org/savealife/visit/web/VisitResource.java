package org.savealife.visit.web;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.IdempotencyKey;
import org.savealife.donation.SeatingFields;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.json.Json;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.problem.Problem;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;
import org.savealife.visit.SlotTakenException;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitCounts;
import org.savealife.visit.VisitFilter;
import org.savealife.visit.VisitRepository;

/** Who comes to a donation, and its seats, over HTTP, for staff. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
public class VisitResource {

    /** Not the path of the class: another one answers for the donation itself, and only one class would be asked. */
    private static final String DONATION = "donation/{id: " + RandomId.FORM + "}/";

    @Inject
    DonationRepository donations;

    @Inject
    VisitRepository visits;

    @Inject
    StaffVisits staffVisits;

    @Inject
    AuditLog audit;

    @Inject
    CurrentUser caller;

    @Inject
    PublicUrl publicUrl;

    @Inject
    Json json;

    @Inject
    ZoneId zone;

    /** Whom staff book, and when: {@code {"donor_id", "slot"?}}. The slot is ignored if the donation has no slots. */
    public record Booking(Optional<String> donorId, Optional<String> slot) {}

    @GET
    @Path(DONATION + "visits")
    public VisitBody.Page list(
            @PathParam("id") String id,
            @QueryParam("state") String state,
            @QueryParam("slot") String slot,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        var fields = new FieldValidator();
        var wanted = fields.optional("state", Optional.ofNullable(state), VisitResource::state);
        var at = fields.optional("slot", Optional.ofNullable(slot), AnswerRequest::moment);
        var page = ListingQuery.read(fields, Optional.ofNullable(limit), Optional.ofNullable(cursor));
        fields.check();
        var filter = new VisitFilter(wanted.map(Set::of).orElseGet(Set::of), at);
        return VisitBody.Page.of(visits.ofDonation(donation(id).id(), filter, page.cursor(), page.limit()), zone);
    }

    private static Visit.State state(String word) {
        return Visit.State.find(word)
                .orElseThrow(() ->
                        new IllegalArgumentException("Please give booked, gave_up, no, waiting, offered or lapsed."));
    }

    /** Books a seat for a donor who asked staff for it. */
    @POST
    @Path(DONATION + "visits")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.STAFF)
    public Response book(
            @PathParam("id") String id,
            Booking booking,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context HttpServletRequest request) {
        var donation = donation(id);
        var fields = new FieldValidator();
        var donorId = fields.required("donor_id", booking.donorId(), text -> text);
        var slot = AnswerRequest.slot(fields, donation, booking.slot());
        var key = fields.optional(
                "Idempotency-Key",
                Optional.ofNullable(idempotencyKey),
                text -> IdempotencyKey.of(caller.getName(), text, id + json.text(booking)));
        fields.check();
        try {
            var visit = staffVisits.book(donation, donorId.orElseThrow(), slot.orElseThrow(), key);
            return Response.created(publicUrl.api("donation/" + id + "/visits"))
                    .entity(VisitBody.of(visit, zone))
                    .build();
        } catch (SlotTakenException taken) {
            return Response.status(TakenProblem.STATUS)
                    .type(Problem.MEDIA_TYPE)
                    .entity(TakenProblem.of(taken, Language.of(request), zone))
                    .build();
        }
    }

    /** Gives up a donor's seat, or place on the waiting list, for a donor who told staff so. */
    @DELETE
    @Path(DONATION + "visits/{donorId}")
    @RolesAllowed(Roles.STAFF)
    public VisitBody giveUp(@PathParam("id") String id, @PathParam("donorId") String donorId) {
        return VisitBody.of(staffVisits.giveUp(donation(id), donorId), zone);
    }

    @GET
    @Path(DONATION + "slots")
    public SeatsBody seats(@PathParam("id") String id) {
        var donation = donation(id);
        return SeatsBody.of(donation, visits.slots(donation), zone);
    }

    /** Changes the seats. Nobody who is booked loses a seat. */
    @PUT
    @Path(DONATION + "slots")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.STAFF)
    public SeatsBody setSeats(@PathParam("id") String id, SeatingFields seats) {
        var donation = donation(id);
        var fields = new FieldValidator();
        var seating = seats.read(fields, Optional.of(donation.length()));
        fields.check();
        var changed = audit.recording("donation.seats", id, () -> visits.setSeats(donation, seating.orElseThrow()));
        return SeatsBody.of(changed, visits.slots(changed), zone);
    }

    @GET
    @Path(DONATION + "answers")
    public VisitCounts answers(@PathParam("id") String id) {
        return visits.counts(donation(id).id());
    }

    private Donation donation(String id) {
        return donations.find(id).orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }
}
