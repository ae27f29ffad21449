package org.savealife.stream.kcl;

import org.savealife.stream.FailureSummary;
import org.savealife.stream.RecordHandler;
import org.savealife.stream.StreamRecord;

/** For readers whose records are all handled. */
final class NoParking implements RecordHandler.Parking {

    @Override
    public void park(StreamRecord record, int attempts, FailureSummary failure) {
        throw new IllegalStateException(failure.error());
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
