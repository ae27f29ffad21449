package org.savealife.staff.signin;

import jakarta.security.enterprise.credential.Credential;

/** Name and password as typed, and the client's address. */
public record SignInCredential(String name, String password, String address) implements Credential {

    @Override
    public String toString() {
        return "SignInCredential";
    }
}
