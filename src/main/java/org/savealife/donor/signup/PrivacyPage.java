package org.savealife.donor.signup;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.platform.i18n.MessageBundle;

/**
 * What donors are told about what is kept of them, where it depends on settings; the rest is {@code privacy.*} of the texts.
 *
 * @see <a href="https://eur-lex.europa.eu/eli/reg/2016/679/oj">Regulation (EU) 2016/679 (GDPR), Article 13</a>
 */
@Named
@RequestScoped
public class PrivacyPage {

    @Inject
    MessageBundle texts;

    @Inject
    @ConfigProperty(name = "savealife.retention.invitations")
    int days;

    /** For how long is kept what became of invitations. */
    public String getInvitations() {
        return texts.get("privacy.long.invitations", days);
    }
}
