package org.savealife.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/**
 * The REST API, below {@code /api}. Resources and providers are found by their annotations. Only
 * {@link org.savealife.platform.problem.JsonMessageBodyProvider} reads and writes JSON: the container's own binding
 * accepts what is not JSON.
 */
@ApplicationPath("/api")
public class RestApplication extends Application {

    /** The servlet path of all calls of the API. */
    public static final String PATH = "/api";

    /** Headers of every response of the API: caches keep nothing, and browsers do not guess the media type. */
    public static final Map<String, String> HEADERS =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    /** Property names of Jersey (Jersey 3.1 user guide, appendix A). */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.jsonFeature", "none", "jersey.config.server.wadl.disableWadl", true);
    }
}
