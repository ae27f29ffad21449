package org.savealife.donor.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Consent;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.organisation.Contact;
import org.savealife.platform.organisation.Organisation;

class UnsubscribeViewTest {

    @Test
    void a_page_shows_the_first_name_as_text_and_no_more_of_a_donor() {
        var donor = aDonor().named("D'Arcy").from("Haarlem").build();

        assertThat(UnsubscribeView.question(Language.ENGLISH, donor).page().html("../", Organisation.UNNAMED))
                .contains("D&#39;Arcy, we write to you")
                .doesNotContain(donor.email().value(), donor.id(), "Haarlem", "{{");
    }

    @Test
    void who_may_come_back_sees_to_what_they_say_yes_and_one_button() {
        assertThat(UnsubscribeView.comingBack(
                                Language.ENGLISH, aDonor().named("Zoë").build())
                        .page()
                        .html("../", Organisation.UNNAMED))
                .contains("Zoë, you had stopped", "Yes, e-mail me when", "action=\"?back=" + Consent.current() + "\"")
                .containsOnlyOnce("<button")
                .doesNotContain("{{", "One-Click");
    }

    @Test
    void a_page_finds_its_styles_however_deep_its_address_looks() {
        assertThat(UnsubscribeView.unknown(Language.ENGLISH).page().html("../../", Organisation.UNNAMED))
                .contains("href=\"../../resources/css/base.css\"", "href=\"../../\"")
                .doesNotContain("\"../resources");
    }

    @Test
    void a_page_says_who_wrote_and_how_they_are_reached() {
        var bank = new Organisation(
                "Bank <Oost>",
                "Lindeplein 8",
                List.of(new Contact("info@bank.example", "mailto:info@bank.example")),
                List.of(),
                Optional.empty());

        assertThat(UnsubscribeView.gone(Language.ENGLISH).page().html("../", bank))
                .contains("- Bank &lt;Oost&gt;</title>", "</svg>Bank &lt;Oost&gt;</a>")
                .contains("Lindeplein 8", "<a href=\"mailto:info@bank.example\">info@bank.example</a>")
                .doesNotContain("{{", "Savealife");
        assertThat(UnsubscribeView.gone(Language.ENGLISH).page().html("../", Organisation.UNNAMED))
                .contains("</svg>Savealife</a>")
                .doesNotContain("{{", "<address");
    }

    @Test
    void a_page_is_in_the_language_of_the_reader() {
        assertThat(UnsubscribeView.stopped(Language.DUTCH, true).page().html("../", Organisation.UNNAMED))
                .contains("<html lang=\"nl\">", "Je krijgt geen uitnodigingen meer", "Mij weer uitnodigen")
                .doesNotContain("{{");
    }
}
