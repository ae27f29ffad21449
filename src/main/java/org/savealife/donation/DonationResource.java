package org.savealife.donation;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.IfMatch;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.json.Json;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.CurrentUser;
import org.savealife.platform.security.Roles;

/** Donations over HTTP, for staff. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class DonationResource {

    @Inject
    DonationRepository donations;

    @Inject
    Clock clock;

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

    /**
     * A donation as staff see it. Times have the offset of the configured zone; what does not apply is left out.
     *
     * @param sequence how often it has changed or been called off
     */
    public record Body(
            String id,
            String city,
            String address,
            String datetime,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String endsAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String note,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int slotMinutes,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int seatsPerSlot,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int seats,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> showRate,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean cancelled,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String cancelReason,
            Instant createdAt,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> changedAt,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sequence) {

        static Body of(Donation donation, ZoneId zone) {
            return new Body(
                    donation.id(),
                    donation.city().name(),
                    donation.address(),
                    text(donation.startsAt(), zone),
                    donation.endsAt().map(end -> text(end, zone)).orElse(""),
                    donation.note(),
                    donation.seating().slotMinutes(),
                    donation.seating().seatsPerSlot(),
                    donation.seating().seats(),
                    Optional.of(donation.seating().showRate()).filter(rate -> rate < 1),
                    donation.cancelled(),
                    donation.version().cancelReason(),
                    donation.createdAt(),
                    donation.version().changedAt(),
                    donation.version().sequence());
        }

        private static String text(Instant time, ZoneId zone) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone));
        }
    }

    /** A page of donations; {@code next} is left out on the last one. */
    public record Bodies(
            List<Body> donations,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String next) {

        static Bodies of(Listing<Donation> listing, ZoneId zone) {
            return new Bodies(
                    listing.entries().stream()
                            .map(donation -> Body.of(donation, zone))
                            .toList(),
                    listing.next().text());
        }
    }

    @POST
    @Path("donation/create")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.STAFF)
    public Response create(Announcement announcement, @HeaderParam("Idempotency-Key") String key) {
        var asked = announcement.donation(clock.instant(), zone);
        var requestKey = requestKey(Optional.ofNullable(key), announcement);
        var donation = audit.recording(
                "donation.create",
                asked.id(),
                () -> donations.announce(asked, announcement.again().orElse(false), requestKey));
        return Response.created(publicUrl.api("donation/" + donation.id()))
                .entity(Body.of(donation, zone))
                .tag(donation.version().tag())
                .build();
    }

    private Optional<IdempotencyKey> requestKey(Optional<String> key, Announcement announcement) {
        var fields = new FieldValidator();
        var read = fields.optional(
                "Idempotency-Key", key, text -> IdempotencyKey.of(caller.getName(), text, json.text(announcement)));
        fields.check();
        return read;
    }

    @GET
    @Path("donations")
    @RolesAllowed(Roles.VIEWER)
    public Bodies list(
            @QueryParam("city") String city, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        var fields = new FieldValidator();
        var readCity = fields.optional("city", Optional.ofNullable(city), City::of);
        var page = ListingQuery.read(fields, Optional.ofNullable(limit), Optional.ofNullable(cursor));
        fields.check();
        return Bodies.of(
                readCity.isPresent()
                        ? donations.list(readCity.get(), page.cursor(), page.limit())
                        : donations.list(page.cursor(), page.limit()),
                zone);
    }

    @GET
    @Path("donation/{id: " + RandomId.FORM + "}")
    @RolesAllowed(Roles.VIEWER)
    public Response get(@PathParam("id") String id) {
        return answer(existing(donations.find(id)));
    }

    /**
     * Changes the donation. If it has these values already, because an earlier answer was lost, that is an answer too
     * (RFC 9110 section 13.1.1).
     */
    @PUT
    @Path("donation/{id: " + RandomId.FORM + "}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.STAFF)
    public Response change(
            @PathParam("id") String id, DonationEdit edit, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
        var wanted = IfMatch.of(Optional.ofNullable(ifMatch));
        var before = existing(donations.find(id));
        var after = edit.of(before, clock.instant(), zone);
        if (after.equals(before)) {
            return answer(before);
        }
        if (!wanted.matches(before.version().tag())) {
            throw DonationRepository.changedMeanwhile(before);
        }
        return answer(audit.recording(
                DonationEdit.action(before, after), id, () -> donations.change(before, after, caller.getName())));
    }

    /**
     * Cancels the donation. Its run stops by itself, since workers look at their donations every second.
     *
     * @param body JSON of a {@link Cancellation}; empty for one without a reason
     */
    @POST
    @Path("donation/{id: " + RandomId.FORM + "}/cancel")
    @RolesAllowed(Roles.STAFF)
    public Response cancel(@PathParam("id") String id, byte[] body) {
        var cancellation = body.length == 0 ? Cancellation.PLAIN : json.read(body, Cancellation.class);
        return answer(existing(
                audit.recording("donation.cancel", id, () -> donations.cancel(id, cancellation, caller.getName()))));
    }

    private static Donation existing(Optional<Donation> donation) {
        return donation.orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }

    private Response answer(Donation donation) {
        return Response.ok(Body.of(donation, zone))
                .tag(donation.version().tag())
                .build();
    }
}
