package org.savealife.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.annotation.WebListener;
import java.util.Set;

/**
 * Configures the session cookie: scripts cannot read it, other sites cannot send it with a form, and no session id is
 * ever part of an address. It is sent over https only, if {@code savealife.public-url} is https. SameSite is in
 * {@code glassfish-web.xml}, because Payara Micro reads it from there only. It is Lax, not Strict: after a link to a
 * donation in a mail, a colleague need not sign in again.
 */
@WebListener
public class SessionCookieListener implements ServletContextListener {

    @Inject
    PublicUrl publicUrl;

    @Inject
    HttpSettings settings;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        context.setSessionTimeout((int) settings.session().toMinutes());
        context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
        var cookie = context.getSessionCookieConfig();
        cookie.setHttpOnly(true);
        cookie.setSecure(publicUrl.isEncrypted());
    }
}
