package org.savealife.staff.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.savealife.platform.http.ClientAddress;
import org.savealife.platform.json.Json;
import org.savealife.platform.problem.ProblemResponse;
import org.savealife.platform.security.LastingAccess;

/**
 * Authenticates callers of the API with each call and without a session: HTTP Basic (RFC 7617) or an API token as
 * bearer (RFC 6750). A request without credentials continues as nobody's, and the resource decides. Wrong credentials
 * are refused (401) even if none are needed. 429 slows down guessing; 503 means that the database did not answer. It is
 * our own code, because the container would respond with a page.
 */
@ApplicationScoped
public class ApiAuthentication {

    private final IdentityStoreHandler stores;
    private final StaffIdentityStore staff;
    private final ClientAddress clientAddress;
    private final Json json;

    @Inject
    public ApiAuthentication(
            IdentityStoreHandler stores, StaffIdentityStore staff, ClientAddress clientAddress, Json json) {
        this.stores = stores;
        this.staff = staff;
        this.clientAddress = clientAddress;
        this.json = json;
    }

    AuthenticationStatus validate(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        var authorization = Collections.list(request.getHeaders("Authorization"));
        if (authorization.isEmpty()) {
            return context.doNothing();
        }
        try {
            var credential = credential(authorization, clientAddress.of(request));
            var result = credential.map(stores::validate).orElse(CredentialValidationResult.INVALID_RESULT);
            if (result.getStatus() != CredentialValidationResult.Status.VALID) {
                return refuse(ProblemResponse.of(401), response);
            }
            var name = result.getCallerPrincipal().getName();
            credential.ifPresent(shown -> LastingAccess.leave(request, () -> staff.standing(shown, name)));
            return context.notifyContainerAboutLogin(result);
        } catch (RuntimeException failure) {
            return refuse(ProblemResponse.of(failure), response);
        }
    }

    /** The credential; empty unless there is exactly one readable header. */
    static Optional<Credential> credential(List<String> authorization, String address) {
        if (authorization.size() != 1) {
            return Optional.empty();
        }
        var parts = authorization.get(0).strip().split(" +", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "basic" -> basic(parts[1], address);
            case "bearer" -> Optional.of(new BearerToken(parts[1]));
            default -> Optional.empty();
        };
    }

    private static Optional<Credential> basic(String encoded, String address) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
                    .toString();
            var colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new SignInCredential(text.substring(0, colon), text.substring(colon + 1), address));
        } catch (IllegalArgumentException | CharacterCodingException unreadable) {
            return Optional.empty();
        }
    }

    private AuthenticationStatus refuse(ProblemResponse answer, HttpServletResponse response) {
        try {
            answer.write(response, json);
            return AuthenticationStatus.SEND_FAILURE;
        } catch (IOException gone) {
            throw new UncheckedIOException("The caller went away before the answer.", gone);
        }
    }
}
