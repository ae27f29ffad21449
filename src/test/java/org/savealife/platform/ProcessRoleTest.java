package org.savealife.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessRoleTest {

    @ParameterizedTest
    @CsvSource({"all, true, true", "web, true, false", "worker, false, true"})
    void a_role_is_one_half_of_the_work_or_both(String name, boolean isWeb, boolean isWorker) {
        var role = new ProcessRole(name);

        assertThat(role.isWeb()).isEqualTo(isWeb);
        assertThat(role.isWorker()).isEqualTo(isWorker);
    }

    @Test
    void a_slip_is_told_with_what_is_allowed() {
        assertThatThrownBy(new ProcessRole("Web")::isWorker)
                .hasMessage("savealife.role is \"Web\". It can be all, web or worker.");
        assertThatThrownBy(new ProcessRole("")::isWeb).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/metrics", "/metrics/"})
    void a_worker_is_watched_there(String path) {
        assertThat(ProcessRole.isWatched(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/index.xhtml",
                "/healthy",
                "/metrics.xhtml",
                "/staff/health/",
                "/api/donors",
                "/openapi"
            })
    void and_nowhere_else(String path) {
        assertThat(ProcessRole.isWatched(path)).isFalse();
    }
}
