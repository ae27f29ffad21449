package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.savealife.platform.ProcessSettings.Role;

/**
 * What this process does, according to {@code savealife.role}: {@code web} serves pages and the API, and uses neither
 * the stream nor the relay. {@code worker} reads the stream and sends invitations, and has neither pages nor an API.
 * {@code all} does both.
 */
@ApplicationScoped
public class ProcessRole {

    /** Paths that a worker answers, for monitoring. */
    private static final Set<String> WATCHED = Set.of("/health", "/metrics");

    private final Role role;

    @Inject
    public ProcessRole(ProcessSettings settings) {
        this.role = settings.role();
    }

    /** Whether this process reads the stream and sends invitations. */
    public boolean isWorker() {
        return role != Role.WEB;
    }

    /** Whether this process has pages and an API. */
    public boolean isWeb() {
        return role != Role.WORKER;
    }

    /** Whether this process answers the request: a worker answers only health checks and metrics. */
    public boolean answers(HttpServletRequest request) {
        var path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        return isWeb() || isWatched(path);
    }

    static boolean isWatched(String path) {
        return WATCHED.stream().anyMatch(watched -> path.equals(watched) || path.startsWith(watched + "/"));
    }
}
