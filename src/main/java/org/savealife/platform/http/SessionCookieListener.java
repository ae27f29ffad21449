package org.savealife.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.annotation.WebListener;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes the session's cookie one that scripts cannot read, other sites cannot send along with a form, and no session id
 * ever stands in an address. It is sent over https only where {@code savealife.public-url} says https. SameSite stands in
 * {@code glassfish-web.xml}, as Payara Micro takes it from there only. It is Lax, not Strict: a link to a donation in a mail
 * to a colleague must not ask them to sign in again.
 */
@WebListener
public class SessionCookieListener implements ServletContextListener {

    @Inject
    PublicUrl publicUrl;

    @Inject
    @ConfigProperty(name = "savealife.session.minutes")
    int minutes;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        context.setSessionTimeout(minutes);
        context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
        var cookie = context.getSessionCookieConfig();
        cookie.setHttpOnly(true);
        cookie.setSecure(publicUrl.isEncrypted());
    }
}
