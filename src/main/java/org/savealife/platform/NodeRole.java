package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which half of the work this process does, by {@code savealife.role}: {@code web} answers HTTP, {@code worker} reads
 * the stream and sends invitations, {@code all} does both.
 */
@ApplicationScoped
public class NodeRole {

    @Inject
    @ConfigProperty(name = "savealife.role")
    String role;

    /** @throws IllegalStateException if {@code savealife.role} is none of the three */
    public boolean isWorker() {
        if (!Set.of("all", "web", "worker").contains(role)) {
            throw new IllegalStateException("savealife.role is \"" + role + "\". It can be all, web or worker.");
        }
        return !role.equals("web");
    }
}
