package org.savealife.invitation.wording;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * The wordings in force: what staff wrote last, or else what is shipped. A change is in force on every node within
 * {@value #SECONDS} seconds. Each wording is read when it is asked for, and at most once in that time. Thread-safe.
 */
@ApplicationScoped
public class Wordings {

    /** How long a wording is used without looking whether it has changed. */
    static final int SECONDS = 4;

    private static final System.Logger LOG = System.getLogger(Wordings.class.getName());

    private final Function<WordingKey, Optional<WordingVersion>> last;
    private final long freshForNanos;
    private final Map<WordingKey, Known> known = new ConcurrentHashMap<>();

    @Inject
    public Wordings(WordingRepository repository) {
        this(repository::last, Duration.ofSeconds(SECONDS));
    }

    Wordings(Function<WordingKey, Optional<WordingVersion>> last, Duration freshFor) {
        this.last = last;
        this.freshForNanos = freshFor.toNanos();
    }

    /**
     * The wording in force. While the database does not answer, that is the one that was in force before.
     *
     * @return the same object for as long as there is no other version
     */
    public Wording of(WordingKey key) {
        return known.computeIfAbsent(key, Known::new).wording();
    }

    /** The wording of a version; the shipped one if a later release needs more than staff wrote then. */
    private static Wording usable(WordingKey key, WordingVersion version) {
        var shipped = ShippedWording.of(key);
        if (version.wording().isEmpty()) {
            return shipped;
        }
        try {
            var fields = new FieldValidator();
            var wording = Passages.read(key.kind(), version.wording().get().passages(), fields, name -> name);
            fields.check();
            return wording;
        } catch (InvalidFieldsException outdated) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The wording {0} in version {1} does not fit this release, so the shipped one is used: {2}",
                    key.text(),
                    version.number(),
                    outdated.fields());
            return shipped;
        }
    }

    /** One wording as it was last read. */
    private final class Known {

        private final WordingKey key;
        private @Nullable Wording wording;
        private long number;
        private long readAt;

        private Known(WordingKey key) {
            this.key = key;
        }

        private synchronized Wording wording() {
            var present = wording;
            if (present != null && System.nanoTime() - readAt < freshForNanos) {
                return present;
            }
            try {
                present = read(present);
            } catch (RuntimeException failure) {
                if (present == null || !DatabaseUnavailable.isCauseOf(failure)) {
                    throw failure;
                }
                LOG.log(System.Logger.Level.WARNING, "Cannot read the wording {0} now", key.text());
            }
            readAt = System.nanoTime();
            wording = present;
            return present;
        }

        private Wording read(@Nullable Wording before) {
            var version = last.apply(key);
            var now = version.map(WordingVersion::number).orElse(0L);
            if (before != null && now == number) {
                return before;
            }
            number = now;
            return version.map(each -> usable(key, each)).orElseGet(() -> ShippedWording.of(key));
        }
    }
}
