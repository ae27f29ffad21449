package org.savealife.platform.organisation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** The {@link Organisation}, read once, for injection. In Facelets {@code #{organisation}}. */
@ApplicationScoped
public class OrganisationProducer {

    private final Config config;

    @Inject
    public OrganisationProducer(Config config) {
        this.config = config;
    }

    @Produces
    @Named
    @Singleton
    Organisation organisation() {
        return Organisation.read(key -> config.getOptionalValue(key, String.class));
    }
}
