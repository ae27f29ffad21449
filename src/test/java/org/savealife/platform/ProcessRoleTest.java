package org.savealife.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessRoleTest {

    @ParameterizedTest
    @CsvSource({"ALL, true, true", "WEB, true, false", "WORKER, false, true"})
    void a_role_is_one_half_of_the_work_or_both(ProcessSettings.Role name, boolean isWeb, boolean isWorker) {
        var role = new ProcessRole(new ProcessSettings(name, ZoneOffset.UTC));

        assertThat(role.isWeb()).isEqualTo(isWeb);
        assertThat(role.isWorker()).isEqualTo(isWorker);
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
