package org.savealife.mail.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.savealife.mail.smtp.Mails.sesSettings;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SesSettingsTest {

    @Test
    void the_settings_that_the_application_comes_with_are_valid_and_go_to_aws() {
        var settings = sesSettings();

        assertThat(settings.region()).isEmpty();
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.configurationSet()).isEmpty();
        assertThat(settings.callTimeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void regions_of_all_partitions_are_taken() {
        assertThat(sesSettings("ses.region", "us-gov-west-1").region()).isEqualTo("us-gov-west-1");
        assertThat(sesSettings("ses.region", "ap-southeast-2").region()).isEqualTo("ap-southeast-2");
    }

    @ParameterizedTest
    @CsvSource({
        "ses.region, Ireland, 'a region of AWS, like eu-west-1'",
        "ses.endpoint, localhost:8005, 'a URL, like http://localhost:8005'",
        "ses.endpoint, 'http://', 'a URL, like http://localhost:8005'",
        "ses.configuration-set, my set, 'up to 64 letters, digits, - and _, the name of a configuration set'",
        "ses.call-timeout, 0, a whole number from 1 to 3600",
    })
    void a_wrong_setting_is_named_with_its_value_and_what_is_allowed(String key, String value, String allowed) {
        assertThatIllegalStateException()
                .isThrownBy(() -> sesSettings(key, value))
                .withMessage("savealife.mail." + key + " is \"" + value + "\". Allowed: " + allowed + ".");
    }
}
