package org.savealife.donor.unsubscribe;

import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.config.SettingKey;

/**
 * The configuration of unsubscribe links.
 *
 * @param secrets of the tokens: the first signs, all verify; empty if the application makes one itself
 * @param mailto the address that takes unsubscriptions by mail
 */
public record UnsubscribeSettings(
        @SettingKey("savealife.unsubscribe.secret")
        List<
                        @Size(
                                min = 32,
                                message = "has a secret of less than 32 characters. Make one with: openssl rand"
                                        + " -hex 32. Put commas between several.")
                        String>
                secrets,

        @SettingKey("savealife.unsubscribe.mailto") Optional<EmailAddress> mailto) {

    public UnsubscribeSettings {
        secrets = List.copyOf(secrets);
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "UnsubscribeSettings[" + secrets.size() + " secrets]";
    }
}
