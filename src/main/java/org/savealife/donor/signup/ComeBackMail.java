package org.savealife.donor.signup;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.savealife.donor.Donor;
import org.savealife.donor.bounce.VerpAddresses;
import org.savealife.donor.signup.ComeBackRepository.Waiting;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.unsubscribe.UnsubscribeLinks;
import org.savealife.donor.unsubscribe.UnsubscribeServlet;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.Sha256;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.organisation.Organisation;
import org.savealife.platform.retry.RecurringTask;

/**
 * Asks donors who unsubscribed, and with whose address somebody signed up again, whether they want to come back: one
 * mail in 30 days, with a link to the page where they agree. The mail is {@code comeback.html} beside this class, with
 * {@code comeback.*} of the texts.
 *
 * <p>Workers do this every {@value #EVERY_SECONDS} seconds. A mail that the relay did not confirm, or that a process
 * was sending when it died, is sent once more with the same Message-ID, and then given up. A mail that the relay defers
 * is tried again for a day.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/ComeBackExecutor", maxAsync = 1)
public class ComeBackMail {

    private static final System.Logger LOG = System.getLogger(ComeBackMail.class.getName());

    private static final int EVERY_SECONDS = 5;

    /** Longest time from the claim until the message leaves, well within the time that a claim holds. */
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);

    private static final Duration LATER = Duration.ofMinutes(2);

    private static final String HTML = resource();

    private static final int ID_DIGITS = 32;

    private final ProcessRole role;
    private final Tables tables;
    private final ComeBackRepository comeBacks;
    private final DonorRepository donors;
    private final UnsubscribeLinks unsubscribing;
    private final VerpAddresses returnPaths;
    private final MailTransport transport;
    private final Organisation organisation;
    private final Language usualLanguage;
    private final Sender sender;

    @Resource(lookup = "java:app/savealife/ComeBackExecutor")
    ManagedScheduledExecutorService executor;

    private volatile boolean ended;

    @Inject
    public ComeBackMail(
            ProcessRole role,
            Tables tables,
            ComeBackRepository comeBacks,
            DonorRepository donors,
            UnsubscribeLinks unsubscribing,
            VerpAddresses returnPaths,
            MailTransport transport,
            Organisation organisation,
            MailSettings mail,
            LanguageSettings languages) {
        this.role = role;
        this.tables = tables;
        this.comeBacks = comeBacks;
        this.donors = donors;
        this.unsubscribing = unsubscribing;
        this.returnPaths = returnPaths;
        this.transport = transport;
        this.organisation = organisation;
        this.usualLanguage = languages.usual();
        sender = mail.from();
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("mails to donors who may come back", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask("Asking donors whether they want to come back", this::sendDue),
                EVERY_SECONDS,
                EVERY_SECONDS,
                TimeUnit.SECONDS);
    }

    @PreDestroy
    void end() {
        ended = true;
    }

    /** Sends the mails that are due, one after the other. */
    void sendDue() {
        for (var waiting : comeBacks.due()) {
            if (ended) {
                return;
            }
            send(waiting);
        }
    }

    private void send(Waiting waiting) {
        var donor = donors.find(waiting.donorId())
                .filter(known -> known.unsubscribed() && known.suppression().isEmpty());
        if (donor.isEmpty() || waiting.offers() >= ComeBackRepository.MAX_OFFERS || comeBacks.isAsked(waiting)) {
            comeBacks.remove(waiting);
        } else if (comeBacks.claim(waiting)) {
            settle(waiting, deliver(waiting, donor.get()));
        }
    }

    private SendResult deliver(Waiting waiting, Donor donor) {
        var claimedAt = System.nanoTime();
        var language = Language.find(donor.language()).orElse(usualLanguage);
        var id = Sha256.of("comeback/" + donor.id() + "/" + waiting.askedAt()).substring(0, ID_DIGITS);
        var link = unsubscribing.links().apply(donor.id()).url() + UnsubscribeServlet.BACK;
        var message = new Message(
                id + "@" + sender.domain(),
                donor.email(),
                Map.of("first_name", donor.firstName().value(), "link", link),
                returnPaths.paths().apply(donor));
        return transport
                .send(
                        template(language),
                        List.of(message),
                        () -> !ended && System.nanoTime() - claimedAt < MAX_DELAY.toNanos())
                .get(0);
    }

    private void settle(Waiting waiting, SendResult delivery) {
        if (delivery instanceof SendResult.Deferred) {
            comeBacks.postpone(waiting, false, LATER);
        } else if (delivery instanceof SendResult.Unknown) {
            comeBacks.postpone(waiting, true, LATER);
        } else {
            comeBacks.remove(waiting);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Donor {0} was asked by mail whether to come back: {1}",
                waiting.donorId(),
                delivery.getClass().getSimpleName());
    }

    private Template template(Language language) {
        var imprint = organisation.reachedAt();
        var html = HTML.replace("[[language]]", language.code());
        var text = new StringBuilder();
        for (var part : List.of("hello", "why", "button", "link", "otherwise")) {
            var words = part.equals("link") ? "{{link}}" : words(language, part);
            html = html.replace("[[" + part + "]]", words);
            text.append(words).append("\n\n");
        }
        return Template.builder()
                .subject(MessageBundle.in(language.locale(), "comeback.subject"))
                .text(text + "-- \n{{organisation}}\n" + (imprint.isEmpty() ? "" : "{{imprint}}\n"))
                .html(html.replace("[[subject]]", MessageBundle.in(language.locale(), "comeback.subject")))
                .constants(Map.of("organisation", organisation.nameOr(sender.organisation()), "imprint", imprint))
                .compile(Set.of("first_name", "link"));
    }

    private static String words(Language language, String part) {
        return MessageBundle.in(language.locale(), "comeback." + part, "{{first_name}}", "{{organisation}}");
    }

    private static String resource() {
        try (var stream = Objects.requireNonNull(ComeBackMail.class.getResourceAsStream("comeback.html"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
