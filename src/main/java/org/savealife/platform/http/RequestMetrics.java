package org.savealife.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.savealife.platform.RandomId;
import org.savealife.platform.logging.LogContext;

/**
 * Gives each request an id, and counts requests by the class of their status. The id is the caller's
 * {@code X-Request-Id} if it is safe to log, otherwise a new one. It is in the response's header of that name, and in
 * the log lines of the request. The metric is {@code savealife_http_requests_total} with the tag {@code status}:
 * {@code 1xx} to {@code 5xx}.
 */
@ApplicationScoped
public class RequestMetrics {

    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestMetrics.class.getName();
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int HIGHEST_CLASS = 5;
    private static final int CLASS = 100;

    private volatile List<Counter> answered = List.of();

    void register(@Observes @Initialized(ApplicationScoped.class) Object application, MetricRegistry registry) {
        var metadata = new MetadataBuilder()
                .withName("savealife_http_requests_total")
                .withDescription("Requests answered, by the class of their status")
                .build();
        answered = IntStream.rangeClosed(1, HIGHEST_CLASS)
                .mapToObj(digit -> registry.counter(metadata, new Tag("status", digit + "xx")))
                .toList();
    }

    /** The thread begins to work for this request, possibly for the second time. {@link #leave} must follow. */
    public void enter(HttpServletRequest request, HttpServletResponse response) {
        var id = Optional.ofNullable(request.getAttribute(ATTRIBUTE))
                .map(String.class::cast)
                .orElseGet(() -> id(Optional.ofNullable(request.getHeader(HEADER))));
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(HEADER, id);
        LogContext.REQUEST.set(id);
    }

    public void leave() {
        LogContext.REQUEST.clear();
    }

    /** To be called once for each request, with the status of its response. */
    public void count(int status) {
        var index = status / CLASS - 1;
        if (index >= 0 && index < answered.size()) {
            answered.get(index).inc();
        }
    }

    static String id(Optional<String> given) {
        return given.filter(id -> SAFE.matcher(id).matches()).orElseGet(RandomId::next);
    }
}
