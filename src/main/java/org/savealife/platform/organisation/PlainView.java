package org.savealife.platform.organisation;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A page to which a link in a mail leads: {@code plain.html} beside this class. It needs no script, no session and no
 * cookie, and shows who wrote the mail.
 *
 * @param language code of the language, for screen readers
 * @param status of HTTP
 * @param heading of the page, as text
 * @param content what is below the heading, as HTML
 */
public record PlainView(String language, int status, String heading, String content) {

    private static final String HTML = resource();

    private static final String DROP = """
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">\
            <path fill-rule="evenodd" d="M12 1.2c.4 0 .75.2 1 .5C16.6 5.9 20.4 10.7 20.4 15a8.4 8.4 0 0 1-16.8 0\
            C3.6 10.7 7.4 5.9 11 1.7c.25-.3.6-.5 1-.5z\
            M12 19.7l3.65-3.55a2.45 2.45 0 0 0-3.45-3.48l-.2.2-.2-.2\
            a2.45 2.45 0 0 0-3.45 3.48z"/></svg>""";

    private static final String LOGO = """
            <img src="{{root}}organisation/logo" alt="">""";

    /**
     * The URL is a key, so it is neither cached, sent as a referrer, nor indexed. The page loads our styles and nothing
     * else.
     */
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control",
            "no-store",
            "Referrer-Policy",
            "no-referrer",
            "X-Robots-Tag",
            "noindex",
            "X-Content-Type-Options",
            "nosniff",
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self' data:;"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'");

    /** The same page with another status. */
    public PlainView withStatus(int other) {
        return new PlainView(language, other, heading, content);
    }

    /** The part of the path after the first folder, "" if there is none. */
    public static String path(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo()).orElse("/").substring(1);
    }

    /** The way from the requested page to the first page of the application, such as {@code ../}. */
    public static String root(HttpServletRequest request) {
        var folders =
                path(request).chars().filter(character -> character == '/').count();
        return "../".repeat(1 + (int) folders);
    }

    /** Sends the page with its headers; only the headers if they were asked for. */
    public void write(HttpServletRequest request, HttpServletResponse response, Organisation organisation)
            throws IOException {
        var html = html(root(request), organisation).getBytes(StandardCharsets.UTF_8);
        protect(response);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(html.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(html);
        }
    }

    /** Sets the headers that keep the URL secret. */
    public static void protect(HttpServletResponse response) {
        HEADERS.forEach(response::setHeader);
    }

    /**
     * @param root see {@link #root}
     * @param organisation the sender of the mail with the link
     */
    public String html(String root, Organisation organisation) {
        return HTML.replace("{{language}}", language)
                .replace("{{logo}}", organisation.logo().isPresent() ? LOGO : DROP)
                .replace("{{root}}", root)
                .replace("{{organisation}}", escaped(organisation.getTitle()))
                .replace("{{imprint}}", imprint(organisation))
                .replace("{{heading}}", escaped(heading))
                .replace("{{content}}", content);
    }

    private static String imprint(Organisation organisation) {
        var contacts = organisation.contacts().stream()
                .map(contact -> "<a href=\"%s\">%s</a>".formatted(escaped(contact.link()), escaped(contact.text())))
                .collect(Collectors.joining("\n"));
        return organisation.reachedAt().isEmpty()
                ? ""
                : "<address class=\"org\"><span>" + escaped(organisation.address()) + "</span>\n" + contacts
                        + "</address>";
    }

    /** Text for HTML, also in an attribute. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String resource() {
        try (var stream = Objects.requireNonNull(PlainView.class.getResourceAsStream("plain.html"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
