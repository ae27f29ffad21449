package org.savealife.staff.signin;

import jakarta.security.enterprise.credential.Credential;

/** The text of a bearer token (RFC 6750 section 2.1). */
public record BearerToken(String text) implements Credential {

    @Override
    public String toString() {
        return "BearerToken";
    }
}
