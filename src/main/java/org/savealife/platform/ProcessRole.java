package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What this process does, according to {@code savealife.role}: {@code web} serves pages and the API, and uses neither
 * the stream nor the relay. {@code worker} reads the stream and sends invitations, and has neither pages nor an API.
 * {@code all} does both.
 */
@ApplicationScoped
public class ProcessRole {

    /** Paths that a worker answers, for monitoring. */
    private static final Set<String> WATCHED = Set.of("/health", "/metrics");

    private final String role;

    @Inject
    public ProcessRole(@ConfigProperty(name = "savealife.role") String role) {
        this.role = role;
    }

    /** @throws IllegalStateException if {@code savealife.role} is none of the three */
    public boolean isWorker() {
        return !checked().equals("web");
    }

    /**
     * Whether this process has pages and an API.
     *
     * @throws IllegalStateException if {@code savealife.role} is none of the three
     */
    public boolean isWeb() {
        return !checked().equals("worker");
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

    private String checked() {
        if (!Set.of("all", "web", "worker").contains(role)) {
            throw new IllegalStateException("savealife.role is \"" + role + "\". It can be all, web or worker.");
        }
        return role;
    }
}
