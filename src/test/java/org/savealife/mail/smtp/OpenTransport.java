package org.savealife.mail.smtp;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.savealife.mail.MailTransport;
import org.savealife.mail.ses.SesClient;
import org.savealife.mail.ses.SesTransport;
import org.savealife.mail.ses.StrictSes;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A transport as the application has it, for tests of what sends through it. */
public final class OpenTransport implements AutoCloseable {

    private final MailTransport transport;
    private final Runnable ending;

    private OpenTransport(MailTransport transport, Runnable ending) {
        this.transport = transport;
        this.ending = ending;
    }

    /** @param keysAndValues settings below {@code savealife.mail.} that differ from the defaults */
    public static OpenTransport smtp(int port, String... keysAndValues) {
        var smtp = Mails.transport(port, keysAndValues);
        ScheduledExecutorService tidying = Executors.newSingleThreadScheduledExecutor();
        var unused = tidying.scheduleWithFixedDelay(smtp::evictIdle, 100, 100, TimeUnit.MILLISECONDS);
        return new OpenTransport(smtp, () -> {
            tidying.shutdownNow();
            smtp.close();
        });
    }

    /** To Amazon SES, with a time-out of a second. */
    public static OpenTransport ses(StrictSes stub) {
        var settings =
                Mails.sesSettings("ses.region", "eu-west-1", "ses.endpoint", stub.url(), "ses.call-timeout", "1");
        var client =
                SesClient.of(settings, StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
        var ses = new SesTransport(Mails.mailSettings(), settings, client, Clock.systemUTC(), Duration.ofMillis(1));
        return new OpenTransport(ses, ses::close);
    }

    public MailTransport transport() {
        return transport;
    }

    @Override
    public void close() {
        ending.run();
    }
}
