package org.savealife.donor.city;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.savealife.donor.SignupSettings;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.http.ClientAddress;
import org.savealife.platform.http.SlidingWindowLimiter;

/** Cities over HTTP, for people who fill in the sign-up form. */
@Path("/city")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class CityResource {

    /** A form sends a question for each city that is typed into it. */
    private static final int ASKED_FOR_A_SIGNUP = 3;

    @Inject
    CitySuggestions spelling;

    @Inject
    ClientAddress clientAddress;

    @Inject
    Clock clock;

    @Inject
    SignupSettings settings;

    private SlidingWindowLimiter questions;

    @PostConstruct
    void limit() {
        questions = new SlidingWindowLimiter(settings.rate() * ASKED_FOR_A_SIGNUP, Duration.ofMinutes(1), clock);
    }

    /** The city that the person probably meant; left out if there is no suggestion. */
    public record Body(
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> suggestion) {}

    @GET
    @Path("suggestion")
    @PermitAll
    public Body suggest(@QueryParam("name") String name, @Context HttpServletRequest request) {
        var address = clientAddress.of(request);
        if (!questions.tryAcquire(address)) {
            throw new TooManyRequestsException("Please try again in a moment.", questions.untilNext(address));
        }
        return new Body(Optional.ofNullable(name).flatMap(spelling::ofStranger));
    }
}
