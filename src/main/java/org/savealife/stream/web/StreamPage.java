package org.savealife.stream.web;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.i18n.NumberTexts;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.paging.Pager;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.stream.StreamLog;
import org.savealife.stream.Verdict;
import org.savealife.stream.kcl.StreamConsumer;
import org.savealife.stream.parked.ParkedRecord;
import org.savealife.stream.parked.ParkedRecordRepository;

/**
 * The stream as this process reads it: its lag and its records ({@code stream.js} follows the log), and all parked
 * records.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class StreamPage {

    static final int PARKED_SHOWN = 20;

    /** Actions that may have led to the page; {@code stream.done.<word>} is their text. */
    private static final Set<String> DONE = Set.of("handled", "filtered", "discarded", "gone");

    private static final Pattern PACKAGE = Pattern.compile("^[\\w.$]*[.$](?=\\w+(:|$))");
    private static final double MILLIS = 1_000.0;
    private static final double SECONDS = 60.0;

    @Inject
    StreamConsumer consumer;

    @Inject
    StreamLog log;

    @Inject
    ParkedRecordRepository parked;

    @Inject
    ProcessRole role;

    @Inject
    ZoneId zone;

    @Inject
    MessageBundle texts;

    @Inject
    NumberTexts numbers;

    @Inject
    HttpServletRequest request;

    private Listing<ParkedRecord> listing = new Listing<>(List.of(), Cursor.NONE);

    @PostConstruct
    void load() {
        var fields = new FieldValidator();
        var query = ListingQuery.read(
                fields,
                Optional.of(Integer.toString(PARKED_SHOWN)),
                Optional.of(after()).filter(after -> !after.isEmpty()));
        fields.check();
        listing = parked.list(query.cursor(), query.limit());
    }

    /** Whether this process should read the stream. */
    public boolean isReader() {
        return role.isWorker();
    }

    /** Whether this process reads the stream now. */
    public boolean isReading() {
        return consumer.isReading();
    }

    /** Whether this process has given up reading the stream until it is restarted. */
    public boolean isFailed() {
        return consumer.hasFailed();
    }

    /** The lag of the last record, in words; "" before the first one. */
    public String getLag() {
        return log.lag().map(this::words).orElse("");
    }

    /** The highest lag of the last minutes, in words; "" if there were no records. */
    public String getHighestLag() {
        return log.highestLag().map(this::words).orElse("");
    }

    private String words(Duration lag) {
        var seconds = lag.toMillis() / MILLIS;
        return seconds < SECONDS
                ? texts.get("stream.seconds", seconds)
                : texts.get("stream.minutes", seconds / SECONDS);
    }

    /** Number of records with this verdict within the last hour. */
    public String lastHour(String verdict) {
        return numbers.of(log.lastHour(Verdict.valueOf(verdict.toUpperCase(Locale.ROOT))));
    }

    /** The parked records, oldest change first. */
    public List<ParkedRecord> getParked() {
        return listing.entries();
    }

    /** The number of parked records, with a plus if there are more. */
    public String getParkedCount() {
        return numbers.of(getParked().size()) + (getPages().isNeeded() ? "+" : "");
    }

    public Pager getPages() {
        return Pager.of(ViewParameters::find, "stream.xhtml", Map.of(), "#parked", listing.next());
    }

    private String after() {
        return ViewParameters.find("after").orElse("");
    }

    /** The query of this page, to request it again. */
    public String getQuery() {
        return Optional.ofNullable(request.getQueryString())
                .map(query -> "?" + query)
                .orElse("");
    }

    /** The error in one line, without the package of the exception. */
    public String error(ParkedRecord record) {
        var first = record.failure().error().lines().findFirst().orElse("");
        return PACKAGE.matcher(first).replaceFirst("");
    }

    /** What has just been done to a parked record, or "". */
    public String getDone() {
        return ViewParameters.find("done").filter(DONE::contains).orElse("");
    }

    /** IANA name of the time zone of the times. */
    public String getZone() {
        return zone.getId();
    }
}
