package org.savealife.donor.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.savealife.donor.DonorTraces;
import org.savealife.donor.store.DonorRepository;

/**
 * Deletes a donor and all data about the donor. If the process is killed in between, the stream brings the deletion of
 * the donor to whoever keeps the rest.
 */
@ApplicationScoped
class DonorErasure {

    private final DonorRepository donors;
    private final Instance<DonorTraces> traces;

    @Inject
    DonorErasure(DonorRepository donors, @Any Instance<DonorTraces> traces) {
        this.donors = donors;
        this.traces = traces;
    }

    /** @return whether there was such a donor */
    boolean erase(String id) {
        var wasThere = donors.erase(id);
        traces.forEach(trace -> trace.erase(id));
        return wasThere;
    }
}
