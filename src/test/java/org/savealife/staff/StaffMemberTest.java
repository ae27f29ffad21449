package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaffMemberTest {

    @ParameterizedTest
    @CsvSource({
        "admin, admin",
        "Admin, admin",
        "'  zoë ', zoë",
        "ＡＤＭＩＮ, admin",
        "i.van-der_berg+1@example.org, i.van-der_berg+1@example.org"
    })
    void a_name_is_one_however_it_is_typed(String typed, String name) {
        assertThat(StaffMember.name(typed)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:b", "a#b", "a\nb", "a\u0000b", "a/b"})
    void a_name_has_letters_and_digits_and_little_else(String typed) {
        assertThatIllegalArgumentException().isThrownBy(() -> StaffMember.name(typed));
    }

    @Test
    void a_name_has_at_most_100_characters() {
        assertThat(StaffMember.name("a".repeat(100))).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> StaffMember.name("a".repeat(101)));
    }

    @Test
    void neither_name_nor_hash_gets_into_a_log_by_accident() {
        assertThat(new StaffMember("zoë", "hash", Role.STAFF)).hasToString("StaffMember[STAFF]");
    }
}
