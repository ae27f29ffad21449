package org.savealife.visit.calendar;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.Donor;
import org.savealife.donor.bounce.CalendarReplies;
import org.savealife.donor.store.DonorRepository;
import org.savealife.mail.feedback.BounceParser;
import org.savealife.mail.feedback.CalendarReply;
import org.savealife.mail.feedback.CalendarReply.Attendee;
import org.savealife.mail.feedback.CalendarReply.Participation;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.error.ConflictException;
import org.savealife.visit.Answer;
import org.savealife.visit.SlotTakenException;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

/**
 * Takes what calendar programs answer to the entries of donors who are booked. The address to which an answer comes
 * tells who answers, together with the UID of the entry; both were only in the donor's own mail. The donor must also be
 * named as the one who answers, because people forward entries, and then others answer. Nothing else in the mail is
 * trusted.
 *
 * <p>A mail that changes nothing is taken too, because a mail server can do nothing with another answer: one about a
 * donation that is over, or that came late, or twice. {@link ReplyRules} tells what an answer means.
 */
@ApplicationScoped
public class CalendarAnswers implements CalendarReplies {

    private static final Logger LOG = System.getLogger(CalendarAnswers.class.getName());

    private final OrganiserAddresses addresses;
    private final DonorRepository donors;
    private final DonationRepository donations;
    private final VisitRepository visits;

    @Inject
    public CalendarAnswers(
            OrganiserAddresses addresses,
            DonorRepository donors,
            DonationRepository donations,
            VisitRepository visits) {
        this.addresses = addresses;
        this.donors = donors;
        this.donations = donations;
        this.visits = visits;
    }

    /** An answer to an entry of ours. */
    private record Reply(Donor donor, Donation donation, CalendarReply reply) {

        /** What the donor says; empty if somebody else answers. */
        Optional<Participation> participation() {
            return reply.attendees().stream()
                    .filter(attendee -> isDonor(attendee.address()))
                    .map(Attendee::participation)
                    .findFirst();
        }

        private boolean isDonor(String address) {
            try {
                return EmailAddress.of(address)
                        .normalised()
                        .equals(donor.email().normalised());
            } catch (IllegalArgumentException noAddress) {
                return false;
            }
        }
    }

    @Override
    public boolean take(String recipient, BounceParser mail) {
        var ours = mail.calendarReply().flatMap(reply -> find(recipient, mail, reply));
        ours.ifPresent(this::take);
        return ours.isPresent();
    }

    private Optional<Reply> find(String recipient, BounceParser mail, CalendarReply reply) {
        var named = Stream.of(Stream.of(recipient), mail.addressedTo().stream(), Stream.of(reply.organiser()))
                .flatMap(texts -> texts)
                .toList();
        return EntryId.donationId(reply.uid())
                .flatMap(donationId -> addresses
                        .donorId(named, donationId)
                        .flatMap(donors::find)
                        .flatMap(donor ->
                                donations.find(donationId).map(donation -> new Reply(donor, donation, reply))));
    }

    private void take(Reply answered) {
        var donor = answered.donor();
        var donation = answered.donation();
        var participation = answered.participation();
        var visit = visits.find(donation, donor.id());
        if (participation.isEmpty() || visit.isEmpty()) {
            log(answered, participation.isEmpty() ? "it is of another person" : "there is no booking");
            return;
        }
        new ReplyRules(donation, visit.get())
                .answer(answered.reply(), participation.get())
                .ifPresentOrElse(
                        answer -> answer(answered, answer),
                        () -> log(answered, participation.get() + " changes nothing"));
    }

    private void answer(Reply answered, Answer answer) {
        try {
            log(answered, store(answered, answer).state().word());
        } catch (ConflictException refused) {
            log(answered, "the donation is over or called off, or has no seat at that time");
        }
    }

    /** Who comes to a full donation waits for a seat. If only that time is taken, the donor must choose another one. */
    private Visit store(Reply answered, Answer answer) {
        try {
            return visits.answer(answered.donation(), answered.donor().id(), answer, Visit.Via.CALENDAR);
        } catch (SlotTakenException full) {
            if (!full.nearest().isEmpty()) {
                throw full;
            }
            return visits.answer(answered.donation(), answered.donor().id(), new Answer.Wait(), Visit.Via.CALENDAR);
        }
    }

    private static void log(Reply answered, String consequence) {
        LOG.log(
                Level.INFO,
                "A calendar program answered for donor {0} and donation {1}: {2}",
                answered.donor().id(),
                answered.donation().id(),
                consequence);
    }
}
