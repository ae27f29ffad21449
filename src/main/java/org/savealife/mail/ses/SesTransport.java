package org.savealife.mail.ses;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.savealife.mail.LiveWorkers;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayHealth;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.TokenBucket;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntryResult;
import software.amazon.awssdk.services.sesv2.model.SendBulkEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendQuota;

/**
 * Sends messages to Amazon SES (API v2, SendBulkEmail): up to 50 in a call, no more than the rate allows in a second,
 * and the calls of one caller one after the other.
 *
 * <p>{@link SesErrorMapper} decides what the responses mean. Throttling is not a failure: the messages wait, and all
 * senders continue at half the pace, which slowly increases again ({@link SesThrottle}). After
 * {@value #MAX_THROTTLINGS} throttlings in a row, the remaining messages are deferred. A call that is refused because
 * of its content is split until the message is found. Without a response, the fate of the messages of that call is
 * unknown. After two calls in a row without a response, or when the account is refused, the remaining messages are
 * deferred. A call that may have been accepted is not repeated.
 */
public final class SesTransport implements MailTransport, AutoCloseable {

    private static final Logger LOG = System.getLogger(SesTransport.class.getName());
    private static final String STOPPING = "The application is stopping";
    private static final String STOPPED = "Sending was stopped";

    /** Maximum number of messages in one call (SendBulkEmail, "BulkEmailEntries"). */
    private static final int MAX_IN_A_CALL = 50;

    private static final int MAX_THROTTLINGS = 8;
    private static final int LOSSES_IN_A_ROW = 2;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration INITIAL_DELAY = Duration.ofMillis(250);
    private static final long QUOTA_AGE = Duration.ofMinutes(5).toNanos();

    private final MailSettings mail;
    private final SesSettings settings;
    private final SesV2Client client;
    private final Duration firstWait;
    private final TokenBucket rateLimit;
    private final SesThrottle pace;
    private final RelayHealth health;
    private final Semaphore calls = new Semaphore(SesClient.CALLS_AT_A_TIME);
    private final AtomicLong quotaDue = new AtomicLong(System.nanoTime());
    private volatile boolean closed;

    /** For the only process that sends. */
    public SesTransport(MailSettings mail, SesSettings settings, SesV2Client client, Clock clock, Duration firstWait) {
        this(mail, settings, client, clock, firstWait, () -> 1);
    }

    SesTransport(
            MailSettings mail,
            SesSettings settings,
            SesV2Client client,
            Clock clock,
            Duration firstWait,
            LiveWorkers workers) {
        this.mail = mail;
        this.settings = settings;
        this.client = client;
        this.firstWait = firstWait;
        this.pace = new SesThrottle(workers);
        this.rateLimit = new TokenBucket(mail.ratePerSecond());
        this.health = new RelayHealth("Amazon SES", clock);
    }

    /** @throws IllegalStateException if no region is set or found; the message says what to do */
    public static SesTransport open(MailSettings mail, SesSettings settings, Clock clock, LiveWorkers workers) {
        return new SesTransport(mail, settings, SesClient.of(settings), clock, INITIAL_DELAY, workers);
    }

    @Override
    public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
        messages.forEach(message -> message.requireValues(template.slots()));
        var batch = new BulkBatch(new SesTemplate(template), messages, clearance, () -> closed, firstWait);
        return batch.results(send(batch));
    }

    @Override
    public RelayState relayState() {
        return health.state();
    }

    /** {@inheritDoc} If the account does not state it, {@link SendingQuota#UNKNOWN} with our own limit. */
    @Override
    public SendingQuota quota() {
        try {
            SendQuota quota = client.getAccount(request -> {}).sendQuota();
            pace.limitTo(quota.maxSendRate());
            double perSecond = mail.ratePerSecond() == 0
                    ? quota.maxSendRate()
                    : Math.min(mail.ratePerSecond(), quota.maxSendRate());
            return new SendingQuota(perSecond, leftToday(quota));
        } catch (SdkException unknown) {
            LOG.log(Level.WARNING, "Amazon SES did not return the account''s quota: {0}", unknown.getMessage());
            return new SendingQuota(mail.ratePerSecond(), SendingQuota.UNKNOWN.leftToday());
        }
    }

    /** Accepts no more messages, and waits at most 5 seconds for calls in progress. */
    @Override
    public void close() {
        closed = true;
        try {
            if (calls.tryAcquire(SesClient.CALLS_AT_A_TIME, CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                calls.release(SesClient.CALLS_AT_A_TIME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }

    /** Without a limit, the quota is -1 (API v2, SendQuota), as here. */
    private static long leftToday(SendQuota quota) {
        return quota.max24HourSend() < 0
                ? -1
                : Math.max(0, Math.round(Math.floor(quota.max24HourSend() - quota.sentLast24Hours())));
    }

    /** @return why it stopped before the end; "" if it did not */
    private String send(BulkBatch batch) {
        if (!batch.shouldContinue()) {
            return reasonToStop();
        }
        try {
            askQuotaIfDue();
            while (!batch.isDone()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                List<BulkBatch.Entry> chunk = batch.next(mostInACall());
                if (!awaitTurn(batch, chunk.size())) {
                    return reasonToStop();
                }
                String reasonToStop = send(batch, chunk);
                if (!reasonToStop.isEmpty()) {
                    health.noteTrouble(reasonToStop);
                    return reasonToStop;
                }
                batch.pause();
            }
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Sending was interrupted";
        }
    }

    private String reasonToStop() {
        return closed ? STOPPING : STOPPED;
    }

    private void askQuotaIfDue() {
        long due = quotaDue.get();
        long now = System.nanoTime();
        if (now - due >= 0 && quotaDue.compareAndSet(due, now + QUOTA_AGE)) {
            SendingQuota quota = quota();
            LOG.log(Level.DEBUG, "Amazon SES takes {0}", quota);
        }
    }

    private int mostInACall() {
        double perSecond =
                mail.ratePerSecond() == 0 ? pace.perSecond() : Math.min(mail.ratePerSecond(), pace.perSecond());
        return (int) Math.max(1, Math.min(MAX_IN_A_CALL, perSecond));
    }

    /** @return false if the messages must not be sent */
    private boolean awaitTurn(BulkBatch batch, int messages) throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            if (!rateLimit.acquire(batch::shouldContinue)) {
                return false;
            }
        }
        return batch.await(pace.takeTurn(messages, System.nanoTime()));
    }

    private String send(BulkBatch batch, List<BulkBatch.Entry> letters) throws InterruptedException {
        calls.acquire();
        try {
            List<BulkBatch.Entry> chunk = batch.wanted(letters);
            if (closed) {
                return STOPPING;
            }
            return chunk.isEmpty() ? "" : call(batch, chunk);
        } finally {
            calls.release();
        }
    }

    private String call(BulkBatch batch, List<BulkBatch.Entry> chunk) {
        try {
            return record(
                    batch, chunk, client.sendBulkEmail(request(batch, chunk)).bulkEmailEntryResults());
        } catch (SdkException error) {
            return record(
                    batch,
                    chunk,
                    SesErrorMapper.of(
                            error, chunk.stream().map(BulkBatch.Entry::address).toList()));
        }
    }

    private SendBulkEmailRequest request(BulkBatch batch, List<BulkBatch.Entry> chunk) {
        var request = SendBulkEmailRequest.builder()
                .fromEmailAddress(mail.from().field())
                .defaultContent(batch.content(chunk))
                .bulkEmailEntries(chunk.stream().map(BulkBatch.Entry::entry).toList());
        if (!settings.configurationSet().isEmpty()) {
            request.configurationSetName(settings.configurationSet());
        }
        return request.build();
    }

    /** Notes the results of a response, which may be fewer than there were messages. */
    private String record(BulkBatch batch, List<BulkBatch.Entry> chunk, List<BulkEmailEntryResult> results) {
        int unused = batch.noteAnswer(false);
        var tooFast = new ArrayList<BulkBatch.Entry>();
        int taken = 0;
        String reasonToStop = "";
        String throttling = "";
        for (int i = 0; i < chunk.size(); i++) {
            BulkBatch.Entry letter = chunk.get(i);
            SesErrorMapper verdict = i < results.size()
                    ? SesErrorMapper.of(results.get(i), letter.address())
                    : new SesErrorMapper.Lost("Amazon SES said nothing of this message");
            if (verdict instanceof SesErrorMapper.TooFast slower) {
                tooFast.add(letter);
                throttling = slower.reason();
            } else {
                SendResult delivery = verdict.delivery();
                taken += delivery instanceof SendResult.Sent ? 1 : 0;
                reasonToStop = verdict instanceof SesErrorMapper.Refused refused ? refused.reason() : reasonToStop;
                note(batch, letter, delivery);
            }
        }
        if (taken > 0) {
            batch.noteAccepted();
        }
        if (!tooFast.isEmpty()) {
            String tooOften = slowDown(batch, tooFast, throttling);
            return reasonToStop.isEmpty() ? tooOften : reasonToStop;
        }
        pace.speedUp(taken);
        return reasonToStop;
    }

    /** Notes what an error means for all messages of a call. */
    private String record(BulkBatch batch, List<BulkBatch.Entry> chunk, SesErrorMapper verdict) {
        int losses = batch.noteAnswer(verdict instanceof SesErrorMapper.Lost);
        if (verdict instanceof SesErrorMapper.TooFast tooFast) {
            return slowDown(batch, chunk, tooFast.reason());
        }
        if (verdict instanceof SesErrorMapper.Rejected && chunk.size() > 1) {
            batch.split(chunk);
            return "";
        }
        chunk.forEach(letter -> note(batch, letter, verdict.delivery()));
        if (verdict instanceof SesErrorMapper.Refused refused) {
            return refused.reason();
        }
        return verdict instanceof SesErrorMapper.Lost answer && losses == LOSSES_IN_A_ROW ? answer.reason() : "";
    }

    private String slowDown(BulkBatch batch, List<BulkBatch.Entry> chunk, String reason) {
        pace.slowDown();
        batch.putBack(chunk);
        int throttlings = batch.noteThrottling();
        LOG.log(Level.INFO, "Amazon SES asks to be slower, now at {0} messages a second", pace.perSecond());
        return throttlings < MAX_THROTTLINGS ? "" : reason;
    }

    private void note(BulkBatch batch, BulkBatch.Entry letter, SendResult delivery) {
        batch.note(letter, delivery);
        health.note(delivery);
    }
}
