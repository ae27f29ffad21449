package org.savealife.donor.bounce;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.mail.feedback.FeedbackSettings;
import org.savealife.mail.feedback.MailEvents;
import org.savealife.platform.error.NotFoundException;

class MailFeedbackResourceTest {

    @Test
    void where_no_topic_is_set_there_is_nothing_to_post_events_to() {
        var resource = new MailFeedbackResource();
        resource.events = new MailEvents(new FeedbackSettings(Optional.empty(), Optional.empty()), Clock.systemUTC());

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> resource.event(new byte[0]))
                .withMessageContaining("savealife.mail.events.topic is not set");
    }
}
