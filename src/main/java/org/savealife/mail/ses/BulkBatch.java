package org.savealife.mail.ses;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.message.Message;
import software.amazon.awssdk.services.sesv2.model.BulkEmailContent;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntry;

/**
 * The messages of one call of {@link SesTransport#send}: which are still to be sent, and the results so far. For one
 * thread.
 */
final class BulkBatch {

    private static final String WITHDRAWN = "Whoever sends it does not want it any more";
    private static final Duration MAX_DELAY = Duration.ofSeconds(10);

    /** After at most this time, a wait notices that it is no longer wanted. */
    private static final long POLL_INTERVAL = Duration.ofMillis(200).toNanos();

    private final SesTemplate template;
    private final SendPermission permission;
    private final BooleanSupplier isClosed;
    private final Duration firstWait;
    private final int size;
    private final Deque<List<Entry>> work = new ArrayDeque<>();
    private final Map<Integer, SendResult> results = new HashMap<>();
    private int throttlings;
    private int losses;

    /** A message with its place among those of the call. */
    record Entry(int index, Message message, BulkEmailEntry entry) {

        String address() {
            return message.to().ascii();
        }
    }

    /**
     * Makes a batch. A message that cannot be rendered has failed from the start.
     *
     * @param isClosed whether the transport is closed, so that nothing more may be sent
     * @param firstWait the shortest wait after the first throttling; the longest is twice that
     */
    BulkBatch(
            SesTemplate template,
            List<Message> messages,
            SendPermission permission,
            BooleanSupplier isClosed,
            Duration firstWait) {
        this.template = template;
        this.permission = permission;
        this.isClosed = isClosed;
        this.firstWait = firstWait;
        this.size = messages.size();
        add(messages);
    }

    private void add(List<Message> messages) {
        var entries = new ArrayList<Entry>();
        for (int index = 0; index < messages.size(); index++) {
            Message message = messages.get(index);
            try {
                entries.add(new Entry(index, message, template.entry(message)));
            } catch (IllegalArgumentException e) {
                results.put(
                        index,
                        new SendResult.Failed(SendResult.Failed.NOT_OFFERED, "", String.valueOf(e.getMessage())));
            }
        }
        if (!entries.isEmpty()) {
            work.add(entries);
        }
    }

    boolean isDone() {
        return work.isEmpty();
    }

    /** Whether more may be sent. */
    boolean shouldContinue() {
        return !isClosed.getAsBoolean() && permission.shouldContinue();
    }

    /** Removes the next messages that can go in one call, at most {@code most}. Not for a batch that is done. */
    List<Entry> next(int most) {
        List<Entry> entries = work.removeFirst();
        int count = Math.min(entries.size(), template.isForMany() ? most : 1);
        if (count < entries.size()) {
            work.addFirst(entries.subList(count, entries.size()));
        }
        return entries.subList(0, count);
    }

    /** These are the next messages again. */
    void putBack(List<Entry> entries) {
        work.addFirst(entries);
    }

    /** Puts the messages back in two halves, so that a call that was refused for one of them is tried without it. */
    void split(List<Entry> entries) {
        work.addFirst(entries.subList(entries.size() / 2, entries.size()));
        work.addFirst(entries.subList(0, entries.size() / 2));
    }

    /** The messages that the caller still wants to send. The others are deferred. */
    List<Entry> wanted(List<Entry> entries) {
        var wanted = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (permission.permits(entry.index())) {
                wanted.add(entry);
            } else {
                note(entry, SendResult.Deferred.byRelay(WITHDRAWN));
            }
        }
        return wanted;
    }

    /** What the messages of one call have in common. */
    BulkEmailContent content(List<Entry> entries) {
        return template.content(entries.get(0).message().values());
    }

    void note(Entry entry, SendResult result) {
        results.put(entry.index(), result);
    }

    /** Counts throttlings in a row. @return how many there have been */
    int noteThrottling() {
        return ++throttlings;
    }

    /** A message has been accepted: the next throttling is the first one again. */
    void noteAccepted() {
        throttlings = 0;
    }

    /** Counts calls in a row that got no answer. @return how many there have been, 0 after an answer */
    int noteAnswer(boolean isLost) {
        losses = isLost ? losses + 1 : 0;
        return losses;
    }

    /**
     * Waits if the last call was throttled: longer after each throttling in a row, for a random time, so that nodes do
     * not return together. With a first wait of 250 ms: between 0.25 and 0.5 s, then 0.5 and 1 s, up to 5 and 10 s.
     */
    void pause() throws InterruptedException {
        if (throttlings > 0) {
            long longest = Math.min(MAX_DELAY.toNanos(), firstWait.toNanos() << throttlings);
            boolean unused =
                    await(System.nanoTime() + ThreadLocalRandom.current().nextLong(longest / 2, longest));
        }
    }

    /**
     * Waits until then.
     *
     * @param time as {@link System#nanoTime()}
     * @return false if nothing more may be sent
     */
    boolean await(long time) throws InterruptedException {
        for (long wait = time - System.nanoTime(); wait > 0 && shouldContinue(); wait = time - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(wait, POLL_INTERVAL));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return shouldContinue();
    }

    /**
     * One result for each message, in their order.
     *
     * @param reasonToStop why messages without a result were not sent
     */
    List<SendResult> results(String reasonToStop) {
        return IntStream.range(0, size)
                .mapToObj(index -> results.getOrDefault(index, SendResult.Deferred.byRelay(reasonToStop)))
                .toList();
    }
}
