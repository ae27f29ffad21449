package org.savealife.visit.web;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.ZoneId;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.problem.Problem;
import org.savealife.visit.SlotTakenException;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

/** One donor's invitation over HTTP, for whoever has its link: what {@link AnswerServlet} shows to people. */
@Path("invitation/{token}")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
public class AnswerResource {

    @Inject
    LinkedInvitations invitations;

    @Inject
    VisitRepository visits;

    @Inject
    Clock clock;

    @Inject
    ZoneId zone;

    @GET
    public InvitationBody get(@PathParam("token") String token, @Context HttpServletRequest request) {
        return body(invitations.findOpen(token, request));
    }

    @PUT
    @Path("answer")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response answer(
            @PathParam("token") String token, AnswerRequest answer, @Context HttpServletRequest request) {
        var invited = invitations.findOpen(token, request);
        try {
            var unused = visits.answer(
                    invited.donation(), invited.donor().id(), answer.to(invited.donation()), Visit.Via.LINK);
            return Response.ok(body(invited)).build();
        } catch (SlotTakenException taken) {
            return Response.status(TakenProblem.STATUS)
                    .type(Problem.MEDIA_TYPE)
                    .entity(TakenProblem.of(taken, Language.of(request), zone))
                    .build();
        }
    }

    private InvitationBody body(Invited invited) {
        var donation = invited.donation();
        return InvitationBody.of(
                donation,
                visits.slots(donation),
                visits.find(donation.id(), invited.donor().id()),
                clock.instant(),
                zone);
    }
}
