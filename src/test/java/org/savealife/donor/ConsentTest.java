package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;

class ConsentTest {

    /**
     * The texts to which donors have agreed. They are evidence, so they do not change; new wording is a new version.
     */
    private static final Map<String, String> SAID_YES_TO = Map.of(
            "2026-11 en",
            "Yes, e-mail me when there is a blood donation in my city. I can stop at any time.",
            "2026-11 nl",
            "Ja, mail me als er in mijn woonplaats een donatiemoment is. Ik kan me op elk moment weer afmelden.");

    @Test
    void the_text_of_a_version_stays_as_donors_read_it() {
        for (var version : Consent.VERSIONS) {
            for (var language : Language.values()) {
                assertThat(MessageBundle.in(language.locale(), "consent." + version))
                        .isEqualTo(SAID_YES_TO.get(version + " " + language.code()));
            }
        }
    }

    @Test
    void the_form_asks_for_the_last_version() {
        assertThat(Consent.VERSIONS).endsWith(Consent.current());
    }
}
