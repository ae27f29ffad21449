package org.savealife.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/**
 * The REST API, below {@code /api}. Resources and providers are found by their annotations. JSON is read and written
 * by {@link org.savealife.platform.problem.JsonMessageBodyProvider} alone: the container's own binding takes what is not JSON.
 */
@ApplicationPath("/api")
public class RestApplication extends Application {

    /** The servlet path under which every call of the API comes in. */
    public static final String PATH = "/api";

    /** Headers of every answer of the API: nothing is kept by caches, nothing is taken for another media type. */
    public static final Map<String, String> HEADERS =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    /** Jersey's own names (Jersey 3.1 user guide, appendix A). */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.jsonFeature", "none", "jersey.config.server.wadl.disableWadl", true);
    }
}
