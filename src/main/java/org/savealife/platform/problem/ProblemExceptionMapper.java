package org.savealife.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.savealife.platform.i18n.Language;

/** Responds to every exception of a resource or of JAX-RS with a {@link ProblemResponse}. */
@Provider
public class ProblemExceptionMapper implements ExceptionMapper<Throwable> {

    @Context
    @SuppressWarnings("NullAway.Init")
    HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
            return web.getResponse();
        }
        return ProblemResponse.of(failure).in(Language.of(request)).response();
    }
}
