package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.savealife.platform.security.Roles;

class RoleTest {

    @Test
    void each_role_holds_the_ones_below_it() {
        assertThat(Role.ADMIN.groups()).containsExactlyInAnyOrder(Roles.ADMIN, Roles.STAFF, Roles.VIEWER);
        assertThat(Role.STAFF.groups()).containsExactlyInAnyOrder(Roles.STAFF, Roles.VIEWER);
        assertThat(Role.VIEWER.groups()).containsExactly(Roles.VIEWER);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void a_role_is_read_as_it_was_stored(Role role) {
        assertThat(Role.of(role.code())).isEqualTo(role);
    }
}
