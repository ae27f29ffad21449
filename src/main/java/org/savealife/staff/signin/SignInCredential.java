package org.savealife.staff.signin;

import jakarta.security.enterprise.credential.Credential;

/** A name and a password, as typed, and the address they come from. */
public record SignInCredential(String name, String password, String address) implements Credential {

    @Override
    public String toString() {
        return "SignInCredential";
    }
}
