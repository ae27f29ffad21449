package org.savealife.visit.waiting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.DonationItem;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.stream.StreamBatchListener;
import org.savealife.stream.StreamEntity;
import org.savealife.stream.StreamRecord;
import org.savealife.visit.OfferMail;
import org.savealife.visit.VisitChange;
import org.savealife.visit.VisitRepository;
import org.savealife.visit.WaitingListRepository;

/**
 * Sees answers in the stream. Offers seats that became free to donors who wait, has the mail of each offer sent,
 * deletes visits of donors who are gone, and adjusts the seats of a donation whose seating has changed.
 *
 * <p>Cost: one read for each new visit and each deleted donor; two for each batch and donation in which a seat became
 * free or somebody joined the waiting list; nothing for other records.
 */
@ApplicationScoped
public class WaitingListListener implements StreamBatchListener {

    private final VisitRepository visits;
    private final WaitingListRepository waitingLists;
    private final DonationRepository donations;
    private final DonorRepository donors;
    private final Iterable<OfferMail> mail;

    @Inject
    public WaitingListListener(
            VisitRepository visits,
            WaitingListRepository waitingLists,
            DonationRepository donations,
            DonorRepository donors,
            @Any Instance<OfferMail> mail) {
        this(visits, waitingLists, donations, donors, (Iterable<OfferMail>) mail);
    }

    WaitingListListener(
            VisitRepository visits,
            WaitingListRepository waitingLists,
            DonationRepository donations,
            DonorRepository donors,
            Iterable<OfferMail> mail) {
        this.visits = visits;
        this.waitingLists = waitingLists;
        this.donations = donations;
        this.donors = donors;
        this.mail = mail;
    }

    @Override
    public void see(List<StreamRecord> batch) {
        var changes = batch.stream()
                .flatMap(record -> VisitChange.of(record.key(), record.oldImage(), record.newImage()).stream())
                .toList();
        changes.stream().filter(VisitChange::isOffer).forEach(this::tell);
        Stream.concat(
                        changes.stream().filter(VisitChange::isNew).map(VisitChange::donorId),
                        batch.stream().flatMap(record -> removedDonor(record).stream()))
                .distinct()
                .filter(donorId -> donors.find(donorId).isEmpty())
                .forEach(visits::erase);
        var seated = batch.stream().flatMap(record -> seated(record).stream()).toList();
        seated.stream()
                .distinct()
                .flatMap(donationId -> donations.find(donationId).stream())
                .forEach(visits::adjust);
        Stream.concat(
                        seated.stream(),
                        changes.stream().filter(VisitChange::movesLine).map(VisitChange::donationId))
                .distinct()
                .flatMap(donationId -> donations.find(donationId).stream())
                .forEach(waitingLists::offerNext);
    }

    /** The id of a donation whose seating has changed. */
    private static Optional<String> seated(StreamRecord record) {
        return record.kind() == StreamRecord.Kind.MODIFY
                        && record.entity() == StreamEntity.DONATION
                        && record.oldImage().isPresent()
                        && record.newImage().isPresent()
                        && DonationItem.isSeatedAnew(
                                record.oldImage().get(), record.newImage().get())
                ? Optional.of(record.id())
                : Optional.empty();
    }

    private void tell(VisitChange offer) {
        donations
                .find(offer.donationId())
                .ifPresent(donation -> mail.forEach(sender -> sender.offer(donation, offer.donorId())));
    }

    /** A donor who moves is removed too, and inserted in another city. */
    private static Optional<String> removedDonor(StreamRecord record) {
        return record.kind() == StreamRecord.Kind.REMOVE && DonorRepository.isDonor(record.key())
                ? Optional.of(record.id())
                : Optional.empty();
    }
}
