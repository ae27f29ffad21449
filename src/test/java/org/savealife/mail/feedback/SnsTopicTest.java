package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.config.SettingReader;

class SnsTopicTest {

    private static final String DUBLIN = "arn:aws:sns:eu-west-1:123456789012:savealife";
    private static final String BEIJING = "arn:aws-cn:sns:cn-north-1:123456789012:savealife";

    @ParameterizedTest
    @CsvSource({
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-56e67fcb.pem, true",
        "https://sns.eu-west-1.amazonaws.com:443/x.pem, true",
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1, true",
        "http://sns.eu-west-1.amazonaws.com/x.pem, false",
        "https://sns.us-east-1.amazonaws.com/x.pem, false",
        "https://sns.eu-west-1.amazonaws.com.cn/x.pem, false",
        "https://sns.eu-west-1.amazonaws.com.evil.example/x.pem, false",
        "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem, false",
        "https://sns.eu-west-1.amazonaws.com@evil.example/x.pem, false",
        "https://me:secret@sns.eu-west-1.amazonaws.com/x.pem, false",
        "https://xsns.eu-west-1.amazonaws.com/x.pem, false",
        "https://s3.eu-west-1.amazonaws.com/x.pem, false",
        "https://sns.eu-west-1.amazonaws.com:8443/x.pem, false",
        "https://sns.eu-west-1.amazonaws.com%00.evil.example/x.pem, false",
        "//sns.eu-west-1.amazonaws.com/x.pem, false",
        "file:///etc/passwd.pem, false",
        "'https://sns.eu-west-1.amazonaws.com/x y.pem', false",
        "'', false"
    })
    void only_servers_of_sns_in_the_topics_region_are_asked(String url, boolean ours) {
        assertThat(topic(DUBLIN).ours(url).isPresent()).isEqualTo(ours);
    }

    @Test
    void in_china_aws_has_another_domain() {
        assertThat(topic(BEIJING).ours("https://sns.cn-north-1.amazonaws.com.cn/x.pem"))
                .isPresent();
        assertThat(topic(BEIJING).ours("https://sns.cn-north-1.amazonaws.com/x.pem"))
                .isEmpty();
    }

    @Test
    void a_stand_in_takes_the_place_of_all_others() {
        var topic = SnsTopic.of(
                        new FeedbackSettings(Optional.of(DUBLIN), Optional.of(URI.create("http://127.0.0.1:9911"))))
                .orElseThrow();

        assertThat(topic.ours("http://127.0.0.1:9911/x.pem")).isPresent();
        assertThat(topic.ours("http://127.0.0.1:9912/x.pem")).isEmpty();
        assertThat(topic.ours("https://127.0.0.1:9911/x.pem")).isEmpty();
        assertThat(topic.ours("https://sns.eu-west-1.amazonaws.com/x.pem")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sns.amazonaws.com, true",
        "sns.eu-west-1.amazonaws.com, true",
        "sns-signing.eu-south-1.amazonaws.com, true",
        "sns-us-gov-west-1.amazonaws.com, true",
        "amazonaws.com, false",
        "s3.amazonaws.com, false",
        "xsns.amazonaws.com, false",
        "sns.amazonaws.com.evil.example, false",
        "evil.sns.amazonaws.com, false",
        "*.amazonaws.com, false",
        "snsxamazonaws.com, false"
    })
    void certificates_are_for_names_of_sns(String name, boolean signer) {
        assertThat(topic(DUBLIN).isSigner(name)).isEqualTo(signer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "savealife",
                "arn:aws:sqs:eu-west-1:123456789012:savealife",
                "arn:aws:sns:eu-west-1:12345:savealife",
                "arn:aws:sns:evil.example/?:123456789012:savealife",
                "arn:aws:sns:eu-west-1:123456789012:savealife:5be8f9d3-subscription"
            })
    void what_is_no_topic_ends_the_start(String arn) {
        assertThatIllegalStateException()
                .isThrownBy(() -> topic(arn))
                .withMessageContaining("savealife.mail.events.topic is \"" + arn + "\". Allowed: the ARN of a topic");
    }

    @Test
    void without_a_topic_there_is_none() {
        assertThat(read(null)).isEmpty();
    }

    private static SnsTopic topic(String arn) {
        return read(arn).orElseThrow();
    }

    private static Optional<SnsTopic> read(@Nullable String arn) {
        return SnsTopic.of(new SettingReader(
                        key -> key.equals("savealife.mail.events.topic") ? Optional.ofNullable(arn) : Optional.empty())
                .read(FeedbackSettings.class));
    }
}
