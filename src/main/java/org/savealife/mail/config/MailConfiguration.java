package org.savealife.mail.config;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
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
import org.eclipse.microprofile.metrics.MetadataBuilder;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Timer;
import org.savealife.mail.LiveWorkers;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.ses.SesSettings;
import org.savealife.mail.ses.SesTransport;
import org.savealife.mail.smtp.SmtpSettings;
import org.savealife.mail.smtp.SmtpTransport;
import org.savealife.platform.ProcessRole;

/**
 * Creates the {@link MailTransport} of {@code savealife.mail.transport}, and maintains it until the application ends.
 * If {@code savealife.role} is {@code web}, nothing is sent, and the transport is {@link DisabledMailTransport}.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/MailExecutor", maxAsync = 1)
public class MailConfiguration {

    private static final Logger LOG = System.getLogger(MailConfiguration.class.getName());

    private final ProcessRole role;
    private final MailSettings mail;
    private final SmtpSettings smtpSettings;
    private final SesSettings sesSettings;
    private final Clock clock;
    private final MetricRegistry registry;
    private final LiveWorkers workers;

    @Resource
    ManagedExecutorService executor;

    @Resource(lookup = "java:app/savealife/MailExecutor")
    ManagedScheduledExecutorService scheduler;

    private Opened opened;

    @Inject
    public MailConfiguration(
            ProcessRole role,
            MailSettings mail,
            SmtpSettings smtpSettings,
            SesSettings sesSettings,
            Clock clock,
            MetricRegistry registry,
            LiveWorkers workers) {
        this.role = role;
        this.mail = mail;
        this.smtpSettings = smtpSettings;
        this.sesSettings = sesSettings;
        this.clock = clock;
        this.registry = registry;
        this.workers = workers;
    }

    /** @param ending runs when the application ends */
    private record Opened(MailTransport transport, Runnable ending) {}

    @PostConstruct
    void open() {
        opened = role.isWorker() ? openChosen() : openNothing();
    }

    private Opened openNothing() {
        return new Opened(new DisabledMailTransport(mail.ratePerSecond(), clock), () -> {});
    }

    private Opened openChosen() {
        var plain = switch (mail.transport()) {
            case SMTP -> openSmtp();
            case SES -> openSes();
        };
        return new Opened(new TimedTransport(plain.transport(), timer()), plain.ending());
    }

    private Timer timer() {
        return registry.timer(new MetadataBuilder()
                .withName("savealife_mail_send")
                .withUnit(MetricUnits.NANOSECONDS)
                .withDescription("Time that the relay took for the messages of one call, 100 at most")
                .build());
    }

    private Opened openSmtp() {
        var smtp = new SmtpTransport(
                mail, smtpSettings, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock, executor);
        ScheduledFuture<?> tidying = scheduler.scheduleWithFixedDelay(() -> evictIdle(smtp), 1, 1, TimeUnit.SECONDS);
        LOG.log(Level.INFO, "Mail goes to {0}, encryption: {1}", smtpSettings.relay(), smtpSettings.tls());
        return new Opened(smtp, () -> {
            tidying.cancel(false);
            smtp.close();
        });
    }

    private Opened openSes() {
        var ses = SesTransport.open(mail, sesSettings, clock, workers);
        LOG.log(Level.INFO, "Mail goes to Amazon SES");
        return new Opened(ses, ses::close);
    }

    /** Creates the transport at the start. Otherwise what it needs would be missed only by the first message. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        LOG.log(Level.DEBUG, "Mail is set up: {0}", opened.transport().relayState());
        registry.gauge(
                new MetadataBuilder()
                        .withName("savealife_relay_up")
                        .withDescription("1 while the relay took messages when it was needed last, else 0")
                        .build(),
                () -> opened.transport().relayState().reachable() ? 1 : 0);
    }

    @Produces
    @ApplicationScoped
    MailTransport transport() {
        return opened.transport();
    }

    @PreDestroy
    void close() {
        opened.ending().run();
    }

    /** Throws nothing, because an exception would end the schedule. */
    private static void evictIdle(SmtpTransport transport) {
        try {
            transport.evictIdle();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Idle connections to the relay could not be closed", e);
        }
    }
}
