package org.savealife.visit.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donation.IdempotencyKey;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.NotFoundException;
import org.savealife.visit.Answer;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;

/** What staff do for donors who phone, by page and by API; recorded in the audit log under the donor. */
@ApplicationScoped
public class StaffVisits {

    private final VisitRepository visits;
    private final VisitRequestRepository requests;
    private final DonorRepository donors;
    private final AuditLog audit;

    @Inject
    public StaffVisits(
            VisitRepository visits, VisitRequestRepository requests, DonorRepository donors, AuditLog audit) {
        this.visits = visits;
        this.requests = requests;
        this.donors = donors;
        this.audit = audit;
    }

    /**
     * Books a seat, once for each key.
     *
     * @param slot see {@link Answer.Yes}
     * @throws NotFoundException if there is no such donor
     * @throws org.savealife.platform.error.UnprocessableException if the key was used for another request
     */
    Visit book(Donation donation, String donorId, Instant slot, Optional<IdempotencyKey> key) {
        check(donorId);
        if (key.filter(requests::isDone).isPresent()) {
            return find(donation, donorId);
        }
        key.ifPresent(requests::begin);
        var visit = answer("visit.book", donation, donorId, new Answer.Yes(slot));
        key.ifPresent(requests::end);
        return visit;
    }

    /** @throws NotFoundException if the donor has not answered */
    Visit giveUp(Donation donation, String donorId) {
        check(donorId);
        var unused = find(donation, donorId);
        return answer("visit.give-up", donation, donorId, new Answer.GiveUp());
    }

    private Visit find(Donation donation, String donorId) {
        return visits.find(donation.id(), donorId)
                .orElseThrow(() -> new NotFoundException("This donor has not answered yet."));
    }

    private void check(String donorId) {
        if (donors.find(donorId).isEmpty()) {
            throw new NotFoundException("There is no donor with this id.");
        }
    }

    private Visit answer(String action, Donation donation, String donorId, Answer answer) {
        return audit.recording(action, donorId, () -> visits.answer(donation, donorId, answer, Visit.Via.STAFF));
    }
}
