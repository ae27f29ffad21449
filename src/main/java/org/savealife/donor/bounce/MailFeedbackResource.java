package org.savealife.donor.bounce;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import org.savealife.mail.feedback.BounceParser;
import org.savealife.mail.feedback.MailEvents;
import org.savealife.mail.feedback.UntrustedEventException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.RefusedException;
import org.savealife.platform.security.Roles;

/** Receives feedback about our messages over HTTP. */
@Path("/mail")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class MailFeedbackResource {

    private static final Logger LOG = System.getLogger(MailFeedbackResource.class.getName());

    private static final long SECONDS_UNTIL_THEN = 20;

    @Inject
    MailEvents events;

    @Inject
    SuppressionHandler suppressing;

    @Inject
    CalendarReplies calendars;

    /**
     * Takes a mail that a mail server received at one of our return paths, or at the address of the organiser in a
     * calendar entry. Accepts any mail, since a mail server can do nothing with another answer.
     *
     * @param recipient that address, if the mail server knows it better than the headers do
     */
    @POST
    @Path("bounce")
    @Consumes("message/rfc822")
    @RolesAllowed(Roles.STAFF)
    public Response bounce(@QueryParam("recipient") @DefaultValue("") String recipient, byte[] mail) {
        var address = recipient.replace(' ', '+');
        var parsed = BounceParser.of(mail);
        if (!calendars.take(address, parsed)) {
            suppressing.takeByReturnPath(address, parsed);
        }
        return Response.accepted(Map.of("status", "accepted")).build();
    }

    /**
     * Takes events of Amazon SES from Amazon SNS, which signs them instead of using credentials, and declares its JSON
     * as text.
     */
    @POST
    @Path("events")
    @Consumes({MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON})
    @PermitAll
    public void event(byte[] body) {
        if (!events.areTaken()) {
            throw new NotFoundException("No events are taken here: savealife.mail.events.topic is not set.");
        }
        try {
            suppressing.takeByAddress(events.take(body));
        } catch (UntrustedEventException refused) {
            var reason = Optional.ofNullable(refused.getMessage()).orElse("");
            LOG.log(Level.INFO, "An event of Amazon SES was refused: {0}", reason);
            throw new RefusedException("This is no message of our topic. " + reason);
        } catch (UncheckedIOException away) {
            LOG.log(Level.WARNING, "A server of Amazon SNS does not answer: {0}", away.getMessage());
            throw new ServiceUnavailableException(SECONDS_UNTIL_THEN, away);
        }
    }
}
