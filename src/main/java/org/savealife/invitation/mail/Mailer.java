package org.savealife.invitation.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.bounce.VerpAddresses;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.donor.unsubscribe.UnsubscribeLinks;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.wording.ShippedWording;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.invitation.wording.Wordings;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Sender;
import org.savealife.mail.message.Template;
import org.savealife.platform.RandomId;
import org.savealife.platform.Sha256;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.organisation.Organisation;
import org.savealife.visit.calendar.OrganiserAddresses;

/** Writes the mails of runs and hands them to the mail transport, one message for each donor. */
@ApplicationScoped
public class Mailer {

    private static final int ID_DIGITS = 32;

    private final MailTransport transport;
    private final UnsubscribeLinks unsubscribeLinks;
    private final AnswerOffers answerOffers;
    private final VerpAddresses verpAddresses;
    private final OrganiserAddresses organiserAddresses;
    private final Clock clock;
    private final ZoneId zone;
    private final Sender sender;
    private final Letterhead letterhead;
    private final Wordings wordings;

    /** The language for donors who have not chosen one. */
    private final Language usual;

    /** The waits while the relay accepts nothing; shorter in tests. */
    ResendBackOff backOff = ResendBackOff.DEFAULT;

    /** When the relay last accepted a message, by {@link System#nanoTime()}; long ago at first. */
    private volatile long tookOneAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    @Inject
    public Mailer(
            MailTransport transport,
            UnsubscribeLinks unsubscribeLinks,
            AnswerOffers answerOffers,
            VerpAddresses verpAddresses,
            OrganiserAddresses organiserAddresses,
            Clock clock,
            ZoneId zone,
            Organisation organisation,
            MailSettings mail,
            LanguageSettings languages,
            Wordings wordings) {
        this.transport = transport;
        this.unsubscribeLinks = unsubscribeLinks;
        this.answerOffers = answerOffers;
        this.verpAddresses = verpAddresses;
        this.organiserAddresses = organiserAddresses;
        this.clock = clock;
        this.zone = zone;
        this.sender = mail.from();
        this.letterhead = new Letterhead(zone, sender, organisation, organiserAddresses.areSet());
        this.wordings = wordings;
        this.usual = languages.usual();
    }

    /** How long a page waits before it is offered to the relay again. */
    public ResendBackOff backOff() {
        return backOff;
    }

    /** A template, what it is made of, and what is free according to it; empty if it does not say so. */
    private record Compiled(Wording wording, Optional<AnswerBlock> answer, Template template) {

        boolean isOf(Wording words, Optional<AnswerBlock> offer) {
            return wording.equals(words) && answer.equals(offer);
        }
    }

    /**
     * The mails of one occasion. The template of each edition is compiled once, and again only if staff have changed
     * the wording or, for invitations, if other times are free.
     */
    public final class Mailing {

        private final Occasion occasion;
        private final AnswerOffers.Offer answers;
        private final Map<Edition, Compiled> templates = new ConcurrentHashMap<>();
        private final Function<String, UnsubscribeLink> links = unsubscribeLinks.links();
        private final Function<Donor, String> paths = verpAddresses.paths();
        private final UnaryOperator<String> organisers;

        private Mailing(Occasion occasion) {
            this.occasion = occasion;
            answers = answerOffers.of(occasion.donation());
            organisers = organiserAddresses.of(occasion.donation().id());
        }

        /**
         * Writes to the donors, for as long as {@code shouldContinue} allows, and only those whom {@code lets} allows
         * just before their message leaves. Returns the results in the order of the donors, once the relay has
         * answered.
         *
         * @param replies what donors have replied, which may change what they are told
         */
        public List<SendResult> send(
                List<Donor> donors,
                Function<Donor, Reply> replies,
                BooleanSupplier shouldContinue,
                Predicate<Donor> lets) {
            var deliveries = new HashMap<String, SendResult>();
            byEdition(donors, replies).forEach((edition, readers) -> {
                var answers = transport.send(
                        template(edition),
                        readers.stream().map(this::message).toList(),
                        clearance(readers, shouldContinue, lets));
                for (var i = 0; i < readers.size(); i++) {
                    deliveries.put(readers.get(i).id(), answers.get(i));
                }
            });
            if (deliveries.values().stream().anyMatch(SendResult.Sent.class::isInstance)) {
                tookOneAt = System.nanoTime();
            }
            return donors.stream()
                    .map(donor -> Objects.requireNonNull(deliveries.get(donor.id())))
                    .toList();
        }

        private SendPermission clearance(List<Donor> readers, BooleanSupplier shouldContinue, Predicate<Donor> lets) {
            return new SendPermission() {
                @Override
                public boolean shouldContinue() {
                    return shouldContinue.getAsBoolean();
                }

                @Override
                public boolean permits(int message) {
                    return lets.test(readers.get(message));
                }
            };
        }

        private Template template(Edition edition) {
            var wording = wordings.of(new WordingKey(occasion.kind(), edition.language()));
            var answer = isOfInvitations() ? Optional.of(answers.block()) : Optional.<AnswerBlock>empty();
            return templates
                    .compute(
                            edition,
                            (same, known) -> known != null && known.isOf(wording, answer)
                                    ? known
                                    : new Compiled(wording, answer, compile(edition, wording, answer)))
                    .template();
        }

        private Template compile(Edition edition, Wording wording, Optional<AnswerBlock> answer) {
            return answer.map(block ->
                            InvitationTemplate.of(occasion.donation(), edition.language(), letterhead, block, wording))
                    .orElseGet(() -> new NoticeTemplate(occasion, edition, letterhead, wording).compile());
        }

        private boolean isOfInvitations() {
            return occasion.kind() == Kind.INVITATION;
        }

        private Map<Edition, List<Donor>> byEdition(List<Donor> donors, Function<Donor, Reply> replies) {
            return donors.stream().collect(Collectors.groupingBy(donor -> edition(donor, replies.apply(donor))));
        }

        private Edition edition(Donor donor, Reply reply) {
            return isOfInvitations()
                    ? Edition.unanswered(language(donor))
                    : Edition.of(language(donor), reply, occasion.donation());
        }

        private Message message(Donor donor) {
            var link = links.apply(donor.id());
            return new Message(
                    messageId(occasion.run().text(), donor.id()),
                    donor.email(),
                    isOfInvitations()
                            ? InvitationTemplate.values(donor, answers.link(donor.id()), link)
                            : NoticeTemplate.values(donor, answers.link(donor.id()), link, organiser(donor)),
                    paths.apply(donor));
        }

        private String organiser(Donor donor) {
            var own = organisers.apply(donor.id());
            return own.isEmpty() ? letterhead.address() : own;
        }
    }

    private Language language(Donor donor) {
        return Language.find(donor.language()).orElse(usual);
    }

    /** The sender of invitations, as donors see it. */
    public String from() {
        return sender.text();
    }

    /** An invitation to the donation in the words in force, for a made-up donor. */
    MailSample invitation(Donation donation, Language language) {
        var key = new WordingKey(Kind.INVITATION, language);
        return MailSample.invitation(key, donation, wordings.of(key));
    }

    /** The same without sending it. */
    public Template.Preview preview(Donation donation, Language language) {
        return preview(invitation(donation, language));
    }

    /** What the made-up donor would read. */
    public Template.Preview preview(MailSample mail) {
        var donor = Samples.donor(mail.donation());
        return mail.builder(letterhead, answerOffers::foreseen).preview(values(mail, donor));
    }

    /** Another mail in the words in force, for a made-up donor who has replied so. */
    public Template.Preview preview(Occasion occasion, Reply reply, Language language) {
        var donation = occasion.donation();
        var donor = Samples.donor(donation);
        var wording = wordings.of(new WordingKey(occasion.kind(), language));
        return new NoticeTemplate(occasion, Edition.of(language, reply, donation), letterhead, wording)
                .builder()
                .preview(NoticeTemplate.values(
                        donor,
                        answerOffers.link(donation, donor.id()),
                        unsubscribeLinks.links().apply(donor.id()),
                        letterhead.address()));
    }

    /** The values of a message that is not of a run. */
    private Map<String, String> values(MailSample mail, Donor donor) {
        return mail.values(
                donor,
                answerOffers.link(mail.donation(), donor.id()),
                unsubscribeLinks.links().apply(donor.id()),
                letterhead.address());
    }

    /**
     * The calendar entry of the donation for the public: as in invitations, but without the note to invited donors.
     * Staff do not word it.
     */
    String calendar(Donation donation, Language language) {
        var key = new WordingKey(Kind.INVITATION, language);
        return preview(MailSample.invitation(key, donation.withoutNote(), ShippedWording.of(key)))
                .calendar();
    }

    /** A made-up donation, for a test message that is not about a real one. */
    public Donation sampleDonation() {
        return Samples.donation(usual, clock.withZone(zone));
    }

    /** The language for donors who have not chosen one. */
    Language usualLanguage() {
        return usual;
    }

    /**
     * Sends a mail like the real ones, marked as a test.
     *
     * @param messageId from {@link #newMessageId}
     */
    SendResult sendTest(EmailAddress to, MailSample mail, String messageId, BooleanSupplier shouldContinue) {
        var template =
                mail.compile(mail.builder(letterhead, answerOffers::foreseen).subject("Test: {{subject}}"));
        var message = new Message(messageId, to, values(mail, Samples.donor(mail.donation(), to)));
        return transport
                .send(template, List.of(message), shouldContinue::getAsBoolean)
                .get(0);
    }

    /** The Message-ID of a message that is sent once. */
    String newMessageId() {
        return RandomId.next() + "@" + sender.domain();
    }

    public Mailing mailing(Occasion occasion) {
        return new Mailing(occasion);
    }

    /** The provider's limits. */
    public SendingQuota quota() {
        return transport.quota();
    }

    /** The state of the relay when it was last used. */
    RelayState relayState() {
        return transport.relayState();
    }

    /** Whether the relay has accepted a message of a run since then, by {@link System#nanoTime()}. */
    public boolean tookOneSince(long time) {
        return tookOneAt - time >= 0;
    }

    /**
     * The Message-ID of a run's message to a donor, without angle brackets (RFC 5322 section 3.6.4). It is always the
     * same for the same run and donor, so that mail programs recognise a message that is sent again after a crash.
     * It reveals neither donation nor donor.
     *
     * @param runId the id of the donation for its invitation
     */
    public String messageId(String runId, String donorId) {
        return Sha256.of(runId + "/" + donorId).substring(0, ID_DIGITS) + "@" + sender.domain();
    }
}
