package org.savealife.mail;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.microprofile.config.Config;

/**
 * Makes the {@link MailTransport} that {@code savealife.mail.transport} names, and keeps it in order until the
 * application ends. A wrong setting ends the start of the application.
 */
@ApplicationScoped
public class MailConfiguration {

    private static final Logger LOG = System.getLogger(MailConfiguration.class.getName());

    @Inject
    Config config;

    @Inject
    Clock clock;

    @Resource
    ManagedExecutorService executor;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private SmtpTransport transport;
    private ScheduledFuture<?> tidying;

    @PostConstruct
    void open() {
        String chosen = config.getValue("savealife.mail.transport", String.class);
        if (!chosen.equals("smtp")) {
            throw new IllegalStateException("savealife.mail.transport is \"" + chosen + "\". Allowed: smtp.");
        }
        SmtpSettings settings = SmtpSettings.read(key -> config.getOptionalValue(key, String.class));
        transport = new SmtpTransport(settings, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock, executor);
        tidying = scheduler.scheduleWithFixedDelay(this::tidy, 1, 1, TimeUnit.SECONDS);
        LOG.log(Level.INFO, "Mail goes to {0}, encryption: {1}", settings.relay(), settings.tls());
    }

    /** Without this a wrong setting would show only when the first message goes. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        LOG.log(Level.DEBUG, "Mail is set up: {0}", transport.relayState());
    }

    @Produces
    @ApplicationScoped
    MailTransport transport() {
        return transport;
    }

    @PreDestroy
    void close() {
        tidying.cancel(false);
        transport.close();
    }

    /** Nothing may escape: it would end the schedule. */
    private void tidy() {
        try {
            transport.tidy();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Connections to the relay could not be tidied", e);
        }
    }
}
