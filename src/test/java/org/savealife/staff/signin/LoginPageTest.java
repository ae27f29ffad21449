package org.savealife.staff.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginPageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/staff/index.xhtml",
                "/staff/donation.xhtml?id=9011b609e0dd4376bbffab9fd7018ff0",
                "/staff/donors.xhtml?city=Den+Haag&type=O%2B&after=YWJj_-"
            })
    void who_signs_in_gets_to_the_page_for_staff_that_they_asked_for(String next) {
        assertThat(LoginPage.destination(next)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://elsewhere.example/staff/index.xhtml",
                "//elsewhere.example/staff/index.xhtml",
                "/\\elsewhere.example",
                "/staff/../../elsewhere.xhtml",
                "/staff//elsewhere.example/x.xhtml",
                "/staff/index.xhtml?next=//elsewhere.example",
                "/staff/index.xhtml\r\nSet-Cookie: a=b",
                "/staff/index.xhtml#@elsewhere.example",
                "/staff/session",
                "/staffx/index.xhtml",
                "/index.xhtml",
                "javascript:alert(1)",
                " /staff/index.xhtml"
            })
    void nobody_is_led_anywhere_else(String next) {
        assertThat(LoginPage.destination(next)).isEqualTo("/staff/index.xhtml");
    }
}
