package org.savealife.stream.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.security.Roles;
import org.savealife.stream.parked.ParkedRecord;
import org.savealife.stream.parked.ParkedRecordActions;
import org.savealife.stream.parked.ParkedRecordRepository;

/** Parked records over HTTP, for staff. */
@Path("stream/parked")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ParkedRecordsResource {

    @Inject
    ParkedRecordActions control;

    @Inject
    ParkedRecordRepository parked;

    /** A parked record without its body. {@code id} is its own id, {@code entity_id} that of the donor or donation. */
    public record Summary(
            String id,
            String eventName,
            String entity,
            String entityId,
            Instant createdAt,
            Instant parkedAt,
            int attempts,
            String error) {

        static Summary of(ParkedRecord parked) {
            return new Summary(
                    parked.id(),
                    parked.kind().name(),
                    parked.entity().text(),
                    parked.entityId(),
                    parked.createdAt(),
                    parked.parkedAt(),
                    parked.attempts(),
                    parked.failure().error());
        }
    }

    /** A page of parked records, oldest change first; {@code next} is absent on the last page. */
    public record Summaries(
            List<Summary> parked,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String next) {

        static Summaries of(Listing<ParkedRecord> listing) {
            return new Summaries(
                    listing.entries().stream().map(Summary::of).toList(),
                    listing.next().text());
        }
    }

    /** A parked record with the top of the stack trace and the stream record, in AWS's form. */
    public record Whole(
            String id,
            String eventName,
            String entity,
            String entityId,
            Instant createdAt,
            Instant parkedAt,
            int attempts,
            String error,
            String stack,
            @JsonRawValue String body) {

        static Whole of(ParkedRecord parked, String body) {
            var summary = Summary.of(parked);
            return new Whole(
                    summary.id(),
                    summary.eventName(),
                    summary.entity(),
                    summary.entityId(),
                    summary.createdAt(),
                    summary.parkedAt(),
                    summary.attempts(),
                    summary.error(),
                    parked.failure().stack(),
                    body);
        }
    }

    /** The verdict of a replay: {@code handled}, {@code filtered}, or {@code parked} if it failed again. */
    public record Replay(String id, String verdict) {}

    @GET
    @RolesAllowed(Roles.VIEWER)
    public Summaries list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        var fields = new FieldValidator();
        var page = ListingQuery.read(fields, Optional.ofNullable(limit), Optional.ofNullable(cursor));
        fields.check();
        return Summaries.of(parked.list(page.cursor(), page.limit()));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.VIEWER)
    public Whole get(@PathParam("id") String id) {
        return Whole.of(control.get(id), control.body(id));
    }

    @POST
    @Path("{id}/replay")
    @RolesAllowed(Roles.STAFF)
    public Replay replay(@PathParam("id") String id) {
        return new Replay(id, control.replay(id).text());
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Roles.STAFF)
    public void discard(@PathParam("id") String id) {
        control.discard(id);
    }
}
