package org.savealife.mail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.savealife.mail.MailSettings;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import org.savealife.mail.ses.SesSettings;
import org.savealife.platform.config.SettingReader;

/** Templates, messages and transports for tests that are about something else. */
public final class Mails {

    /** Threads that end by themselves when idle, so no test has to stop them. */
    static final Executor HELPERS = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "helper");
        thread.setDaemon(true);
        return thread;
    });

    static final String CONFIGURATION = "/META-INF/microprofile-config.properties";

    private Mails() {}

    public static Template template() {
        return Template.builder()
                .subject("{{first_name}}, give blood")
                .text("Dear {{first_name}},\n.\n..two dots\nbye\n")
                .html("<p>Dear {{first_name}}</p>\n")
                .compile(Set.of("first_name"));
    }

    public static Message messageTo(String address) {
        return new Message(
                "m." + EmailAddress.of(address).ascii().replace("@", ".at.") + "@example.org",
                EmailAddress.of(address),
                Map.of("first_name", "Zoë"));
    }

    public static List<Message> messagesTo(String... addresses) {
        return Stream.of(addresses).map(Mails::messageTo).toList();
    }

    static SmtpTransport transport(int port, String... keysAndValues) {
        return transport(mailSettings(keysAndValues), settings(port, keysAndValues));
    }

    static SmtpTransport transport(SmtpSettings settings) {
        return transport(mailSettings(), settings);
    }

    private static SmtpTransport transport(MailSettings mail, SmtpSettings settings) {
        return new SmtpTransport(
                mail, settings, (SSLSocketFactory) SSLSocketFactory.getDefault(), Clock.systemUTC(), HELPERS);
    }

    /** With short time-outs: the shortest that can be configured is a second. */
    static SmtpTransport impatientTransport(
            int port, Duration replyTimeout, Duration acceptTimeout, Duration idleTimeout) {
        return transport(impatient(settings(port), replyTimeout, acceptTimeout, idleTimeout));
    }

    static SmtpSettings impatient(
            SmtpSettings like, Duration replyTimeout, Duration acceptTimeout, Duration idleTimeout) {
        return new SmtpSettings(
                like.host(),
                like.port(),
                like.tls(),
                like.helloName(),
                like.username(),
                like.password(),
                like.connections(),
                like.messagesPerConnection(),
                replyTimeout,
                replyTimeout,
                acceptTimeout,
                idleTimeout);
    }

    /** The default settings of the relay, with some changes. */
    static SmtpSettings settings(int port, String... keysAndValues) {
        var changed = changes(keysAndValues);
        changed.putIfAbsent("savealife.mail.smtp.port", Integer.toString(port));
        return reader(changed).read(SmtpSettings.class);
    }

    /** The default settings of Amazon SES, with some changes. */
    public static SesSettings sesSettings(String... keysAndValues) {
        return reader(changes(keysAndValues)).read(SesSettings.class);
    }

    /** The default settings of all transports, with some changes. */
    public static MailSettings mailSettings(String... keysAndValues) {
        return reader(changes(keysAndValues)).read(MailSettings.class);
    }

    private static Map<String, String> changes(String... keysAndValues) {
        var changed = new HashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            changed.put("savealife.mail." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return changed;
    }

    /** Reads the defaults, with some changes. */
    static SettingReader reader(Map<String, String> changed) {
        var defaults = defaults();
        return new SettingReader(key -> Optional.ofNullable(changed.getOrDefault(key, defaults.getProperty(key))));
    }

    private static Properties defaults() {
        try (InputStream file = Mails.class.getResourceAsStream(CONFIGURATION)) {
            var properties = new Properties();
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
