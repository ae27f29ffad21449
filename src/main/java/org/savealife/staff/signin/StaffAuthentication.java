package org.savealife.staff.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.http.RequestMetrics;
import org.savealife.platform.http.RestApplication;

/**
 * The authentication mechanism of the container: {@link ApiAuthentication} below {@code /api}, with credentials in each
 * call and without a session; elsewhere {@link PageAuthentication}, by the session. On a worker nobody signs in: 404
 * comes first.
 */
@ApplicationScoped
public class StaffAuthentication implements HttpAuthenticationMechanism {

    private final ApiAuthentication api;
    private final PageAuthentication pages;
    private final RequestMetrics requests;
    private final ProcessRole role;

    @Inject
    public StaffAuthentication(
            ApiAuthentication api, PageAuthentication pages, RequestMetrics requests, ProcessRole role) {
        this.api = api;
        this.pages = pages;
        this.requests = requests;
        this.role = role;
    }

    /** Counts the requests that end here. */
    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        requests.enter(request, response);
        try {
            var status = validate(request, response, context);
            if (status == AuthenticationStatus.SEND_FAILURE || status == AuthenticationStatus.SEND_CONTINUE) {
                requests.count(response.getStatus());
            }
            return status;
        } finally {
            requests.leave();
        }
    }

    private AuthenticationStatus validate(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (!role.answers(request)) {
            return refuse(response);
        }
        return request.getServletPath().equals(RestApplication.PATH)
                ? api.validate(request, response, context)
                : pages.validate(request, response, context);
    }

    private static AuthenticationStatus refuse(HttpServletResponse response) {
        try {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return AuthenticationStatus.SEND_FAILURE;
        } catch (IOException gone) {
            throw new UncheckedIOException("The caller went away before the answer.", gone);
        }
    }
}
