package org.savealife.donor.unsubscribe;

import java.util.List;
import java.util.Optional;

/** Makes the links of the application, with secrets of its own and without configuration. */
public final class TestUnsubscribeLinks extends UnsubscribeLinks {

    public TestUnsubscribeLinks() {
        this("a secret for tests, of 32 characters or more");
    }

    public TestUnsubscribeLinks(String secret) {
        super("http://localhost:8080", new UnsubscribeSettings(List.of(secret), Optional.empty()), () -> secret);
    }
}
