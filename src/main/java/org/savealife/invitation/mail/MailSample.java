package org.savealife.invitation.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.savealife.donation.Donation;
import org.savealife.donation.Notify;
import org.savealife.donation.Version;
import org.savealife.donor.Donor;
import org.savealife.donor.unsubscribe.UnsubscribeLink;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.wording.Wording;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.mail.message.Template;

/**
 * A mail to a made-up donor, for previews and tests. What mails of its kind tell besides the donation is made up:
 * that it was an hour earlier before, that there is another one a week later, that an offer ends a day before.
 *
 * @param reader what the donor has replied
 * @param wording which need not be in force
 * @param reason for calling the donation off; of no use to other kinds
 */
public record MailSample(WordingKey key, Donation donation, Reply.State reader, Wording wording, String reason) {

    private static final Duration EARLIER = Duration.ofHours(1);
    private static final Duration LATER = Duration.ofDays(7);
    private static final Duration NOTICE = Duration.ofDays(1);

    /** An invitation to the donation. */
    static MailSample invitation(WordingKey key, Donation donation, Wording wording) {
        return new MailSample(key, donation, Reply.State.NONE, wording, "");
    }

    private boolean isInvitation() {
        return key.kind() == Kind.INVITATION;
    }

    /** The parts of the mail. */
    Template.Builder builder(Letterhead letterhead, Function<Donation, AnswerBlock> answers) {
        return isInvitation()
                ? InvitationTemplate.builder(donation, key.language(), letterhead, answers.apply(donation), wording)
                : new NoticeTemplate(occasion(), edition(), letterhead, wording).builder();
    }

    Template compile(Template.Builder mail) {
        return isInvitation() ? InvitationTemplate.compile(mail) : NoticeTemplate.compile(mail);
    }

    /** The values of the message, see {@link NoticeTemplate#values}. */
    Map<String, String> values(Donor donor, String answerUrl, UnsubscribeLink unsubscribe, String organiser) {
        return isInvitation()
                ? InvitationTemplate.values(donor, answerUrl, unsubscribe)
                : NoticeTemplate.values(donor, answerUrl, unsubscribe, organiser);
    }

    private Occasion occasion() {
        return new Occasion(
                run(),
                key.kind() == Kind.CANCELLATION ? calledOff() : donation,
                donation.createdAt(),
                key.kind() == Kind.CHANGE ? Optional.of(former()) : Optional.empty(),
                key.kind() == Kind.CANCELLATION ? List.of(other()) : List.of());
    }

    private RunId run() {
        var id = donation.id();
        return switch (key.kind()) {
            case INVITATION -> RunId.invitations(id);
            case CHANGE -> RunId.change(id, donation.version().sequence());
            case CANCELLATION -> RunId.cancellation(id);
            case REMINDER -> RunId.reminder(id, 1);
            case CONFIRMATION, OFFER -> RunId.single(key.kind(), id, id, donation.createdAt());
        };
    }

    private Donation calledOff() {
        var version = donation.version();
        return new Donation(
                donation.id(),
                donation.city(),
                donation.address(),
                donation.startsAt(),
                donation.length(),
                donation.createdAt(),
                true,
                donation.note(),
                donation.seating(),
                new Version(version.revision(), version.sequence() + 1, version.changedAt(), Notify.NOBODY, reason));
    }

    private Former former() {
        return new Former(donation.address(), donation.startsAt().minus(EARLIER), donation.length());
    }

    private Donation other() {
        return new Donation(
                donation.id(),
                donation.city(),
                donation.address(),
                donation.startsAt().plus(LATER),
                donation.length(),
                donation.createdAt(),
                false);
    }

    private Edition edition() {
        var expects = Set.of(Kind.CONFIRMATION, Kind.OFFER).contains(key.kind()) || reader == Reply.State.BOOKED;
        var slot = expects && donation.seating().hasSlots()
                ? donation.seating().slotStarts(donation).stream().findFirst()
                : Optional.<Instant>empty();
        var until =
                key.kind() == Kind.OFFER ? Optional.of(donation.startsAt().minus(NOTICE)) : Optional.<Instant>empty();
        return new Edition(key.language(), reader, slot, until);
    }
}
