package org.savealife.invitation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.donor.UnsubscribeLink;
import org.savealife.donor.Unsubscribing;
import org.savealife.mail.Delivery;
import org.savealife.mail.EmailAddress;
import org.savealife.mail.MailTransport;
import org.savealife.mail.Message;
import org.savealife.mail.Sender;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.Template;

/** Writes invitations and hands them to the mail transport, one message to one donor. */
@ApplicationScoped
public class Mailer {

    private static final int ID_DIGITS = 32;

    /** What an invitation is signed with where {@code savealife.mail.from} has no name. */
    private static final String NO_NAME = "Savealife";

    @Inject
    MailTransport transport;

    @Inject
    Unsubscribing unsubscribing;

    @Inject
    ZoneId zone;

    @Inject
    @ConfigProperty(name = "savealife.mail.from")
    String from;

    private Sender sender;

    @PostConstruct
    void readSender() {
        sender = Sender.parse(from);
    }

    /** The invitations to one donation, with their template compiled once. */
    public final class Mailing {

        private final Donation donation;
        private final Template template;
        private final Function<String, UnsubscribeLink> links = unsubscribing.links();

        private Mailing(Donation donation) {
            this.donation = donation;
            this.template = InvitationTemplate.of(donation, zone, organisation());
        }

        /** Invites each donor for as long as {@code goOn} says so; answers in their order, when the relay has answered. */
        List<Delivery> send(List<Donor> donors, BooleanSupplier goOn) {
            return transport.send(template, donors.stream().map(this::message).toList(), goOn);
        }

        private Message message(Donor donor) {
            return new Message(
                    messageId(donation.id(), donor.id()),
                    donor.email(),
                    InvitationTemplate.values(donor, links.apply(donor.id())));
        }
    }

    private String organisation() {
        return sender.name().isEmpty() ? NO_NAME : sender.name();
    }

    /** Whom invitations are from, as it is configured. */
    String from() {
        return from;
    }

    /** What an invitation to the donation says, without sending it: to a donor who is made up. */
    Template.Preview preview(Donation donation) {
        var example = new Donor(
                "0".repeat(ID_DIGITS),
                FirstName.of("Sanne"),
                EmailAddress.of("sanne@example.org"),
                BloodType.UNKNOWN,
                donation.city(),
                donation.createdAt(),
                false,
                "");
        return InvitationTemplate.builder(donation, zone, organisation())
                .preview(
                        InvitationTemplate.values(example, unsubscribing.links().apply(example.id())));
    }

    Mailing mailing(Donation donation) {
        return new Mailing(donation);
    }

    /** What the provider lets through. */
    SendingQuota quota() {
        return transport.quota();
    }

    /** Whether the relay took messages the last time it was tried. */
    boolean relayAnswers() {
        return transport.relayState().reachable();
    }

    /**
     * The Message-ID of a donor's invitation, without angle brackets (RFC 5322 section 3.6.4): always the same for a
     * donation and a donor, so that a message sent again after a crash can be told from a second one, and telling
     * nothing about either.
     */
    String messageId(String donationId, String donorId) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest((donationId + "/" + donorId).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS) + "@" + sender.domain();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
