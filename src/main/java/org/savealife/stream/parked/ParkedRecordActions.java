package org.savealife.stream.parked;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.NotFoundException;
import org.savealife.stream.Verdict;

/**
 * What staff do with parked records, by page or by API. Callers check permissions. Changes are recorded in the audit
 * log. The body may contain personal data: it is shown to staff only, and goes nowhere else.
 *
 * <p>Each call throws {@link NotFoundException} if there is no such record, for example because a colleague was faster.
 */
@ApplicationScoped
public class ParkedRecordActions {

    private final ParkedRecordRepository parked;
    private final AuditLog audit;

    @Inject
    public ParkedRecordActions(ParkedRecordRepository parked, AuditLog audit) {
        this.parked = parked;
        this.audit = audit;
    }

    public ParkedRecord get(String id) {
        return parked.find(id).orElseThrow(ParkedRecordActions::unknown);
    }

    /** The stream record as JSON, see {@link RecordBody}. */
    public String body(String id) {
        return parked.body(id).orElseThrow(ParkedRecordActions::unknown);
    }

    public Verdict replay(String id) {
        return audit.recording("parked.replay", id, () -> parked.replay(id)).orElseThrow(ParkedRecordActions::unknown);
    }

    public void discard(String id) {
        if (!audit.recording("parked.discard", id, () -> parked.discard(id))) {
            throw unknown();
        }
    }

    private static NotFoundException unknown() {
        return new NotFoundException("There is no parked record with this id.");
    }
}
