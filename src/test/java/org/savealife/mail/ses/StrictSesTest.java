package org.savealife.mail.ses;

import static org.savealife.mail.smtp.Mails.mailSettings;
import static org.savealife.mail.smtp.Mails.messageTo;
import static org.savealife.mail.smtp.Mails.sesSettings;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.savealife.mail.message.Message;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A transport to a strict Amazon SES of our own. */
abstract class StrictSesTest {

    final StrictSes ses = new StrictSes();
    final SesTransport transport = transport();

    @AfterEach
    void close() {
        ses.close();
        transport.close();
    }

    final SesTransport transport() {
        return transport(Duration.ofMillis(1));
    }

    final SesTransport transport(Duration firstWait, String... keysAndValues) {
        var keys = new ArrayList<>(List.of("ses.region", "eu-west-1", "ses.endpoint", ses.url()));
        keys.addAll(List.of(keysAndValues));
        SesSettings settings = sesSettings(keys.toArray(String[]::new));
        return new SesTransport(
                mailSettings(keysAndValues),
                settings,
                SesClient.of(settings, anyCredentials()),
                Clock.systemUTC(),
                firstWait);
    }

    static AwsCredentialsProvider anyCredentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
    }

    static List<Message> messages(int number) {
        return IntStream.range(0, number)
                .mapToObj(index -> messageTo("donor" + index + "@example.org"))
                .toList();
    }
}
