package org.savealife.staff.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.security.Roles;
import org.savealife.staff.ApiToken;
import org.savealife.staff.StaffRepository;
import org.savealife.staff.TokenSecret;

/** API tokens of the signed-in staff member, whose role they have. */
@RequestScoped
@Path("token")
@RolesAllowed(Roles.VIEWER)
@Produces(MediaType.APPLICATION_JSON)
public class TokenResource {

    @Inject
    StaffRepository staff;

    @Inject
    SecurityContext caller;

    @Inject
    Clock clock;

    @Inject
    AuditLog audit;

    @Inject
    PublicUrl publicUrl;

    record Request(Optional<String> label, Optional<String> expiresAt) {}

    /** {@code token} is shown only here. */
    record Created(String token, String id, String label, Instant createdAt, Optional<Instant> expiresAt) {}

    /**
     * {@code {"label":…,"expires_at"?:…}}: 201 with the new token. Requires a password: a token that expires, or was
     * stolen, must not create a lasting one.
     */
    @POST
    @Path("create")
    @RolesAllowed(Roles.PASSWORD)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(Request request) {
        var fields = new FieldValidator();
        var label = fields.required("label", request.label(), ApiToken::label);
        var expires = fields.optional("expires_at", request.expiresAt(), this::toCome);
        fields.check();
        var secret = TokenSecret.random(new SecureRandom());
        var token = new ApiToken(
                secret.id(),
                caller.getCallerPrincipal().getName(),
                label.orElseThrow(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                expires.orElse(ApiToken.NEVER),
                staff.find(caller.getCallerPrincipal().getName())
                        .map(ApiToken::mark)
                        .orElseThrow(() -> new NotFoundException("There is no staff member of that name any more.")));
        audit.recording("token.create", token.id(), () -> staff.addToken(token));
        return Response.created(publicUrl.api("token/" + token.id()))
                .entity(new Created(secret.text(), token.id(), token.label(), token.created(), expires))
                .build();
    }

    private Instant toCome(String text) {
        try {
            var instant = Instant.parse(text);
            if (instant.isAfter(clock.instant())) {
                return instant;
            }
        } catch (DateTimeParseException noInstant) {
            // The same advice as for a moment in the past
        }
        throw new IllegalArgumentException("This must be a moment to come, such as 2027-01-31T12:00:00Z.");
    }

    /** Revokes a token of the caller: 204, or 404 if the caller has no token with that id. */
    @DELETE
    @Path("{id: [0-9a-f]{64}}")
    public void revoke(@PathParam("id") String id) {
        audit.recording(
                "token.revoke",
                id,
                () -> staff.removeToken(id, caller.getCallerPrincipal().getName()));
    }
}
