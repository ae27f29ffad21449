package org.savealife.donor.signup;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.i18n.MessageBundle;

/**
 * Tells donors what we keep about them, as far as it depends on settings. The rest is {@code privacy.*} in the texts.
 *
 * @see <a href="https://eur-lex.europa.eu/eli/reg/2016/679/oj">Regulation (EU) 2016/679 (GDPR), Article 13</a>
 */
@Named
@RequestScoped
public class PrivacyPage {

    private final MessageBundle texts;
    private final int days;

    @Inject
    public PrivacyPage(MessageBundle texts, RetentionSettings retention) {
        this.texts = texts;
        this.days = retention.invitations();
    }

    /** How long the outcomes of invitations are kept. */
    public String getInvitations() {
        return texts.get("privacy.long.invitations", days);
    }
}
