package org.savealife.donor.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donor.unsubscribe.TestUnsubscribeLinks;
import org.savealife.platform.config.SettingReader;

class VerpAddressesTest {

    @Test
    void each_donor_has_one_of_their_own() {
        var addresses = with("Bounces@example.org");
        var zoe = aDonor().build();
        var anna = aDonor().build();

        assertThat(addresses.paths().apply(zoe))
                .matches("Bounces\\+[0-9a-v]{42}@example.org")
                .isEqualTo(addresses.paths().apply(zoe))
                .isNotEqualTo(addresses.paths().apply(anna));
    }

    @Test
    void a_donor_who_writes_the_address_in_another_case_keeps_the_return_path() {
        var zoe = aDonor().withEmail("zoe@example.org").build();
        var loud = aDonor().withId(zoe.id()).withEmail("ZOE@example.org").build();
        var moved = aDonor().withId(zoe.id()).withEmail("new@example.org").build();
        var paths = with("bounces@example.org").paths();

        assertThat(paths.apply(loud)).isEqualTo(paths.apply(zoe)).isNotEqualTo(paths.apply(moved));
    }

    @Test
    void who_was_stored_by_another_tool_under_an_id_of_its_own_has_the_senders() {
        var addresses = with("bounces@example.org");

        assertThat(addresses.paths().apply(aDonor().withId("donor#1").build())).isEmpty();
    }

    @Test
    void where_none_is_set_mail_comes_back_to_the_sender_and_is_nobodys() {
        var addresses = StoredBounces.noReturnPaths();

        assertThat(addresses.paths().apply(aDonor().build())).isEmpty();
        assertThat(addresses.owner(List.of("bounces+" + "0".repeat(42) + "@example.org")))
                .isEmpty();
    }

    @Test
    void what_names_no_return_path_of_ours_is_nobodys() {
        var addresses = with("bounces@example.org");

        assertThat(addresses.owner(List.of(
                        "",
                        "bounces@example.org",
                        "bounces+1@example.org",
                        "other+" + "0".repeat(42) + "@example.org",
                        "bounces+" + "0".repeat(42) + "@example.com")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bounces, has no @",
        "a-name-that-is-rather-long@example.org, It may have up to 21 characters before the @",
        "bounces+x@example.org, no + there",
        "bounces@localhost, no dot after the @"
    })
    void an_address_that_cannot_be_used_ends_the_start(String address, String why) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new SettingReader(key -> Optional.of(address)).read(BounceSettings.class))
                .withMessageContaining("savealife.mail.bounce-address is \"" + address + "\".")
                .withMessageContaining(why);
    }

    private static VerpAddresses with(String address) {
        return new VerpAddresses(
                Optional.of(BounceAddress.of(address)), new TestUnsubscribeLinks(), id -> Optional.empty());
    }
}
