package org.savealife.donor.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.signup.PublicSignup;
import org.savealife.donor.signup.Signup;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorSearchRepository;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.Roles;

/**
 * Donors over HTTP. Anybody may sign up, at a limited rate, and does not learn from the answer who has signed up
 * before. Staff see donors, and the result of their own sign-ups.
 */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class DonorResource {

    @Inject
    DonorRepository donors;

    @Inject
    DonorErasure erasure;

    @Inject
    DonorSearchRepository search;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    @Inject
    PublicSignup signups;

    @Inject
    PublicUrl publicUrl;

    /** A donor as staff see it; unknown or absent values are left out. */
    public record Body(
            String id,
            String firstName,
            String email,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String type,
            String city,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String language,
            Instant signedUpAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String consent,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> consentAt,
            boolean unsubscribed,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String suppression) {

        static Body of(Donor donor) {
            return new Body(
                    donor.id(),
                    donor.firstName().value(),
                    donor.email().value(),
                    donor.type().code(),
                    donor.city().name(),
                    donor.language(),
                    donor.signedUpAt(),
                    donor.consent().version(),
                    Optional.of(donor.consent()).filter(Consent::isGiven).map(Consent::at),
                    donor.unsubscribed(),
                    donor.suppression());
        }
    }

    /** A page of donors; {@code next} is left out on the last one. */
    public record Bodies(
            List<Body> donors,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String next) {

        static Bodies of(Listing<Donor> listing) {
            return new Bodies(
                    listing.entries().stream().map(Body::of).toList(),
                    listing.next().text());
        }
    }

    @POST
    @Path("donor/signup")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    public Response signUp(Signup signup, @Context SecurityContext security, @Context HttpServletRequest request) {
        if (security.isUserInRole(Roles.STAFF)) {
            return signUpForStaff(signup);
        }
        signups.accept(signup, request);
        return Response.accepted(Map.of("status", "accepted")).build();
    }

    @GET
    @Path("donors")
    @RolesAllowed(Roles.VIEWER)
    public Bodies list(
            @QueryParam("q") String text,
            @QueryParam("city") String city,
            @QueryParam("type") String type,
            @QueryParam("status") String status,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        var fields = new FieldValidator();
        var query = DonorQuery.read(
                fields,
                Optional.ofNullable(text),
                Optional.ofNullable(city),
                Optional.ofNullable(type),
                Optional.ofNullable(status));
        var page = ListingQuery.read(fields, Optional.ofNullable(limit), Optional.ofNullable(cursor));
        fields.check();
        return Bodies.of(search.list(query, page.cursor(), page.limit()));
    }

    @GET
    @Path("donor/{id: " + RandomId.FORM + "}")
    @RolesAllowed(Roles.VIEWER)
    public Body get(@PathParam("id") String id) {
        return donors.find(id).map(Body::of).orElseThrow(DonorResource::noSuchDonor);
    }

    /**
     * Replaces the donor's first name, address, type and city; without a type, it becomes unknown. If the language is
     * left out, it stays, and so does the consent, which only donors give.
     */
    @PUT
    @Path("donor/{id: " + RandomId.FORM + "}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.STAFF)
    public Body edit(@PathParam("id") String id, Signup edited) {
        var before = donors.find(id).orElseThrow(DonorResource::noSuchDonor);
        try {
            var changed = edited.edit(before);
            return audit.recording("donor.edit", id, () -> donors.edit(changed))
                    .map(Body::of)
                    .orElseThrow(DonorResource::noSuchDonor);
        } catch (AddressTakenException taken) {
            throw new ConflictException("Another donor has this e-mail address.");
        }
    }

    /** Deletes the donor and all data about the donor for good. */
    @DELETE
    @Path("donor/{id: " + RandomId.FORM + "}")
    @RolesAllowed(Roles.STAFF)
    public void delete(@PathParam("id") String id) {
        change(id, "donor.delete", () -> erasure.erase(id));
    }

    @POST
    @Path("donor/{id: " + RandomId.FORM + "}/unsubscribe")
    @RolesAllowed(Roles.STAFF)
    public Body unsubscribe(@PathParam("id") String id) {
        change(id, "donor.unsubscribe", () -> donors.unsubscribe(id, clock.instant()));
        return get(id);
    }

    /** Only for donors who ask for it: nobody else may bring back a donor who has unsubscribed. */
    @POST
    @Path("donor/{id: " + RandomId.FORM + "}/subscribe")
    @RolesAllowed(Roles.STAFF)
    public Body subscribe(@PathParam("id") String id) {
        change(id, "donor.subscribe", () -> donors.subscribe(id));
        return get(id);
    }

    /** Allows mail again to an address that was suppressed, for example because it bounced. */
    @POST
    @Path("donor/{id: " + RandomId.FORM + "}/unsuppress")
    @RolesAllowed(Roles.STAFF)
    public Body unsuppress(@PathParam("id") String id) {
        change(id, "donor.unsuppress", () -> donors.unsuppress(id));
        return get(id);
    }

    private void change(String id, String action, Supplier<Boolean> change) {
        if (!audit.recording(action, id, change)) {
            throw noSuchDonor();
        }
    }

    private static NotFoundException noSuchDonor() {
        return new NotFoundException("There is no donor with this id.");
    }

    private Response signUpForStaff(Signup signup) {
        var donor = signup.donor(clock.instant());
        try {
            audit.recording("donor.create", donor.id(), () -> donors.add(donor));
        } catch (AddressTakenException known) {
            throw new ConflictException(conflict(donors.findSameAddress(donor)));
        }
        return Response.created(publicUrl.api("donor/" + donor.id()))
                .entity(Body.of(donor))
                .build();
    }

    /** Staff who enter a list once more must not bring back donors who have left. Only donors themselves come back. */
    private static String conflict(Optional<Donor> known) {
        var before = "A donor with this e-mail address has signed up before";
        return known.filter(Donor::unsubscribed).isPresent()
                ? before + ", and unsubscribed since. To come back they sign up themselves."
                : before + ".";
    }
}
