package org.savealife.mail.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import org.savealife.platform.config.SettingReader;

/** The SMTP transport as the application has it, with messages of about 4 KB as an invitation is one. */
public final class MeasuredTransport implements AutoCloseable {

    private static final String CONFIGURATION = "/META-INF/microprofile-config.properties";

    private final ExecutorService helpers = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> tidying;
    private final Template template = template();
    private final MailSettings mail;
    private final SmtpTransport transport;

    /** @param ratePerSecond 0 for no limit */
    public MeasuredTransport(int port, int connections, double ratePerSecond) {
        var settings = reader(Map.of(
                "savealife.mail.smtp.host", "127.0.0.1",
                "savealife.mail.smtp.port", Integer.toString(port),
                "savealife.mail.smtp.connections", Integer.toString(connections),
                "savealife.mail.rate-per-second", Double.toString(ratePerSecond)));
        mail = settings.read(MailSettings.class);
        transport = new SmtpTransport(
                mail,
                settings.read(SmtpSettings.class),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Clock.systemUTC(),
                helpers);
        tidying = scheduler.scheduleWithFixedDelay(transport::evictIdle, 1, 1, TimeUnit.SECONDS);
    }

    public MailTransport transport() {
        return transport;
    }

    /** A page of messages, each to somebody else. */
    public static List<Message> page(int size) {
        return IntStream.range(0, size).mapToObj(MeasuredTransport::message).toList();
    }

    /** How many of them the relay took. */
    public long send(List<Message> page, BooleanSupplier goOn) {
        return transport.send(template, page, goOn::getAsBoolean).stream()
                .filter(SendResult.Sent.class::isInstance)
                .count();
    }

    /** A message as it goes over the wire. */
    public byte[] render(Message message) {
        return template.render(message, mail.from(), Clock.systemUTC().instant());
    }

    @Override
    public void close() {
        tidying.cancel(false);
        scheduler.shutdownNow();
        transport.close();
        helpers.shutdownNow();
    }

    private static Message message(int number) {
        return new Message(
                "%032x@example.org".formatted(number),
                EmailAddress.of("donor-" + number + "@example.org"),
                Map.of("first_name", number % 10 == 0 ? "Zoë" : "Ivica", "token", "%043d".formatted(number)));
    }

    private static Template template() {
        return Template.builder()
                .subject("{{first_name}}, give blood in Haarlem on Monday")
                .text("Dear {{first_name}},\n\n"
                        + "blood is needed, and you said that you would give. Here is where and when.\n".repeat(10)
                        + "\nUnsubscribe: https://savealife.example/unsubscribe?token={{token}}\n")
                .html("<!DOCTYPE html><html lang=\"en\"><body><p>Dear {{first_name}},</p>\n"
                        + "<p>blood is needed, and you said that you would give. Here is where and when.</p>\n"
                                .repeat(16)
                        + "<p><a href=\"https://savealife.example/unsubscribe?token={{token}}\">Unsubscribe</a></p>\n"
                        + "</body></html>\n")
                .calendar("""
                        BEGIN:VCALENDAR
                        VERSION:2.0
                        PRODID:-//Savealife//EN
                        METHOD:PUBLISH
                        BEGIN:VEVENT
                        UID:donation-1@example.org
                        DTSTAMP:20261101T120000Z
                        DTSTART:20310406T120000Z
                        SUMMARY:Blood donation
                        LOCATION:Main street
                        END:VEVENT
                        END:VCALENDAR
                        """)
                .header("List-Unsubscribe", "<https://savealife.example/unsubscribe?token={{token}}>")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .compile(Set.of("first_name", "token"));
    }

    private static SettingReader reader(Map<String, String> changed) {
        try (var file = MeasuredTransport.class.getResourceAsStream(CONFIGURATION)) {
            var defaults = new Properties();
            defaults.load(file);
            return new SettingReader(key -> Optional.ofNullable(changed.getOrDefault(key, defaults.getProperty(key))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
