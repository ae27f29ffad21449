package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which half of the work this process does, by {@code savealife.role}: {@code web} answers people and programs, and touches
 * neither stream nor relay; {@code worker} reads the stream and sends invitations, and has no pages and no API; {@code all}
 * does both.
 */
@ApplicationScoped
public class ProcessRole {

    /** What answers on a worker: how it is, for those who look after it. */
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
     * Whether there are pages and an API here.
     *
     * @throws IllegalStateException if {@code savealife.role} is none of the three
     */
    public boolean isWeb() {
        return !checked().equals("worker");
    }

    /** Whether this process answers at this address at all: a worker only where it is watched. */
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
