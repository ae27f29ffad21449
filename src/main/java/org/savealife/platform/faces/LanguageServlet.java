package org.savealife.platform.faces;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.savealife.platform.http.PublicUrl;
import org.savealife.platform.i18n.Language;

/**
 * The target of the links that choose the language, {@code /language/nl}: stores it in a cookie for a year, and returns
 * to the page with the link.
 */
@WebServlet(LanguageServlet.PATH + "*")
public class LanguageServlet extends HttpServlet {

    static final String PATH = "/language/";

    private static final long serialVersionUID = 1L;

    private static final Duration KEPT = Duration.ofDays(365);

    @Inject
    transient PublicUrl publicUrl;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
        var language = Language.find(
                Optional.ofNullable(request.getPathInfo()).orElse("/").substring(1));
        if (language.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.addCookie(cookie(language.get(), request.getContextPath() + "/"));
        response.sendRedirect(pageBefore(request));
    }

    private Cookie cookie(Language language, String path) {
        var cookie = new Cookie(Language.COOKIE, language.code());
        cookie.setPath(path);
        cookie.setMaxAge((int) KEPT.toSeconds());
        cookie.setHttpOnly(true);
        cookie.setSecure(publicUrl.isEncrypted());
        cookie.setAttribute("SameSite", "Lax");
        return cookie;
    }

    /** A path on this server, whatever the header contains. */
    private static String pageBefore(HttpServletRequest request) {
        var home = request.getContextPath() + "/";
        return Optional.ofNullable(request.getHeader("Referer"))
                .flatMap(LanguageServlet::pathAndQuery)
                .filter(path ->
                        path.startsWith(home) && !path.startsWith("//") && !path.startsWith(home + PATH.substring(1)))
                .orElse(home);
    }

    private static Optional<String> pathAndQuery(String address) {
        try {
            var uri = URI.create(address);
            return Optional.ofNullable(uri.getRawPath())
                    .map(path -> uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
