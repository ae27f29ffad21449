package org.savealife.stream.web;

import java.time.Instant;
import org.savealife.stream.StreamLog;

/** An entry of the {@link StreamLog} in the form for clients, by API and on the page. */
public record StreamEvent(Instant at, String eventName, String entity, String id, String verdict, long lagMs) {

    static StreamEvent of(StreamLog.Entry entry) {
        return new StreamEvent(
                entry.at(),
                entry.kind().name(),
                entry.entity().text(),
                entry.id(),
                entry.verdict().text(),
                entry.lag().toMillis());
    }
}
