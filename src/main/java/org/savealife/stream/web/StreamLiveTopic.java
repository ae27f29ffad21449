package org.savealife.stream.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.sse.LiveTopic;
import org.savealife.stream.StreamLog;
import org.savealife.stream.Verdict;
import org.savealife.stream.kcl.StreamConsumer;
import org.savealife.stream.parked.ParkedRecordRepository;

/**
 * What the stream's page shows in addition to the log, {@code /staff/live/stream}: its figures, and the parked records.
 */
@ApplicationScoped
public class StreamLiveTopic implements LiveTopic {

    private final StreamConsumer consumer;
    private final StreamLog log;
    private final ParkedRecordRepository parked;

    @Inject
    public StreamLiveTopic(StreamConsumer consumer, StreamLog log, ParkedRecordRepository parked) {
        this.consumer = consumer;
        this.log = log;
        this.parked = parked;
    }

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String state(String id) {
        var counts = Arrays.stream(Verdict.values()).map(log::lastHour).toList();
        return consumer.isReading() + " " + consumer.hasFailed() + " " + log.lag() + log.highestLag() + counts
                + parked.list(Cursor.NONE, StreamPage.PARKED_SHOWN);
    }
}
